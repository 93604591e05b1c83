"""Hand-made folders with one error of each kind (tests/data/imports): each is refused naming every one of them.

`wrong_values`: cells and rows of all eleven files. `wrong_together`: files that contradict each other. `wrong_files`:
files that cannot be read. Beside the files stands what is to be said, in the order of reading.
"""

from pathlib import Path

import pytest

from registers.imports.plan import COLUMNS
from tests.importing import everything_stored, why_refused

FOLDERS = Path(__file__).resolve().parent.parent / "data" / "imports"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["wrong_values", "wrong_together", "wrong_files"])
def test_a_folder_with_one_error_of_each_kind_is_refused_naming_each(name):
    before = everything_stored()
    wanted = (FOLDERS / name / "expected_problems.txt").read_text().splitlines()
    assert why_refused(FOLDERS / name) == wanted
    assert everything_stored() == before


@pytest.mark.parametrize("name", ["wrong_values", "wrong_files"])
def test_the_folders_have_an_error_in_each_of_the_eleven_files(name):
    named = (FOLDERS / name / "expected_problems.txt").read_text()
    assert [file for file in COLUMNS if file not in named] == []
