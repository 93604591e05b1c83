"""Copy govuk-frontend into the site's static files, without the brand that belongs to gov.uk alone.

Run `python frontend/vendor.py` after changing the version in package.json, and commit what it writes:
a site then needs Python only. The code of govuk-frontend is MIT; its typeface and the royal arms are not, so
they are taken out here and no font, icon or picture is copied. tests/test_static.py checks the result.
"""

import hashlib
import json
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "node_modules" / "govuk-frontend"
TARGET = HERE.parent / "attendance_site" / "static" / "vendor" / "govuk"

BRAND_TYPE = "GDS Transport,arial,sans-serif"
OWN_TYPE = 'system-ui,"Segoe UI",Roboto,Arial,sans-serif'

FONT_NOTICE = re.compile(r"/\*![^*]*exclusive use on gov\.uk[^*]*\*/", re.DOTALL)
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
ARMS_RULE = re.compile(
    r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}|[^{}]*(?:__copyright-logo|__crown)[^{}]*\{[^{}]*\}"
)
EMPTY_CONDITION = re.compile(r"@(?:media|supports)[^{}]*\{\}")
SOURCE_MAP = re.compile(r"(?:/\*# |//# )sourceMappingURL=\S+(?: \*/)?\s*$")


def unbranded_style(css: str) -> str:
    """Return govuk-frontend's stylesheet with its typeface and the royal arms taken out."""
    for brand in (FONT_NOTICE, FONT_FACE, ARMS_RULE, EMPTY_CONDITION, SOURCE_MAP):
        css = brand.sub("", css)
    return css.replace(BRAND_TYPE, OWN_TYPE).strip() + "\n"


def without_source_map(script: str) -> str:
    """Return a script without the pointer to its source map, which is not shipped."""
    return SOURCE_MAP.sub("", script).strip() + "\n"


def vendored_files() -> dict[str, str]:
    """Return the name and text of each file that the site serves from govuk-frontend."""
    built = PACKAGE / "dist" / "govuk"
    return {
        "govuk-frontend.min.css": unbranded_style((built / "govuk-frontend.min.css").read_text("utf-8")),
        "govuk-frontend.min.js": without_source_map((built / "govuk-frontend.min.js").read_text("utf-8")),
        "LICENCE.txt": (HERE / "licences" / "govuk-frontend.txt").read_text("utf-8"),
    }


def main() -> None:
    """Install exactly what the lockfile names, then write the files and their SHA-256 sums."""
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    version = json.loads((PACKAGE / "package.json").read_text("utf-8"))["version"]
    files = vendored_files()
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (TARGET / name).write_text(text, "utf-8")
    sums = {name: hashlib.sha256(text.encode("utf-8")).hexdigest() for name, text in sorted(files.items())}
    record = {"package": "govuk-frontend", "version": version, "sha256": sums}
    (TARGET / "vendored.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    print(f"govuk-frontend {version}: {len(files)} files in {TARGET}")


if __name__ == "__main__":
    main()
