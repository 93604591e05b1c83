"""How a file that a family sent is handed out: saved, never opened by the browser, kept by nobody on the way."""

from django.http import HttpResponse

from attendance_site.parts.papers import JPEG

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store, private",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def paper_response(name: str, kind: str, content: bytes) -> HttpResponse:
    """The file, to be saved under a name of letters and digits (its full name for browsers that read it)."""
    response = HttpResponse(content, content_type=kind, headers=HEADERS)
    ending = "jpg" if kind == JPEG else "pdf"
    plain = "".join(letter for letter in name if letter.isascii() and letter not in '"\\') or f"file.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{plain}"'
    return response
