"""What the site serves as files: nothing of another's brand, nothing changed by hand, nothing from elsewhere."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "attendance_site" / "static"
VENDORED = STATIC / "vendor" / "govuk"
LICENCE = VENDORED / "LICENCE.txt"  # the one file that must name the holder of the copyright

SERVED = sorted(path for path in STATIC.rglob("*") if path.is_file())
LOOKED_AT = {".css", ".js", ".mjs", ".svg", ".json", ".webmanifest", ".txt"}


def test_only_files_that_can_be_looked_into_are_served() -> None:
    assert {path.suffix for path in SERVED} - LOOKED_AT - {".png"} == set()


@pytest.mark.parametrize("brand", ["gds transport", "crown", "crest", "font-face", "/assets/"])
def test_no_brand_of_gov_uk_reaches_the_site(brand: str) -> None:
    carriers = [
        path.relative_to(STATIC).as_posix()
        for path in SERVED
        if path.suffix in LOOKED_AT and path != LICENCE and brand in path.read_text("utf-8").lower()
    ]
    assert carriers == []


def test_no_font_icon_or_picture_of_gov_uk_is_copied() -> None:
    assert [path.name for path in sorted(VENDORED.iterdir())] == [
        "LICENCE.txt",
        "govuk-frontend.min.css",
        "govuk-frontend.min.js",
        "vendored.json",
    ]


def test_vendored_files_are_those_that_the_vendoring_step_wrote() -> None:
    record = json.loads((VENDORED / "vendored.json").read_text("utf-8"))
    sums = {name: hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() for name in record["sha256"]}
    assert sums == record["sha256"]


def test_the_lockfile_pins_one_package_by_its_digest_and_names_no_registry() -> None:
    text = (ROOT / "frontend" / "package-lock.json").read_text("utf-8")
    packages = json.loads(text)["packages"]
    record = json.loads((VENDORED / "vendored.json").read_text("utf-8"))
    assert "resolved" not in text
    assert [name for name in packages if name] == ["node_modules/govuk-frontend"]
    assert packages["node_modules/govuk-frontend"]["version"] == record["version"]
    assert packages["node_modules/govuk-frontend"]["integrity"].startswith("sha512-")


def test_the_licence_of_the_kit_goes_with_it() -> None:
    assert LICENCE.read_text("utf-8").startswith("The MIT License (MIT)")


def test_style_sheets_and_templates_fetch_nothing_from_elsewhere() -> None:
    fetched = re.compile(r"""url\(\s*["']?(?:https?:)?//|(?:src|href)=["'](?:https?:)?//""")
    files = [path for path in SERVED if path.suffix in {".css", ".js"}]
    files += sorted((ROOT / "templates").rglob("*.html"))
    assert [path.name for path in files if fetched.search(path.read_text("utf-8"))] == []


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(?:\ssrc=|type=.application/json.))", re.IGNORECASE
    )
    pages = sorted((ROOT / "templates").rglob("*.html"))
    assert [str(page.relative_to(ROOT)) for page in pages if inline.search(page.read_text("utf-8"))] == []


def test_sides_are_logical_so_that_pages_mirror_by_themselves() -> None:
    physical = re.compile(r"(?:margin|padding)-(?:left|right)\s*:|text-align:\s*(?:left|right)\b")
    allowed = '[dir="ltr"] .govuk-form-group--error'  # undoes the kit's own physical side
    lines = [
        line
        for path in sorted((STATIC / "site").glob("*.css"))
        for line in path.read_text("utf-8").splitlines()
        if physical.search(line) and "govuk-form-group--error" not in line
    ]
    assert allowed in (STATIC / "site" / "site.css").read_text("utf-8")
    assert lines == []
