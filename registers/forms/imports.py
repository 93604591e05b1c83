"""What the pages about imports accept."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput
from attendance_site.parts.zip_files import LARGEST_ARCHIVE
from registers.imports.ctf import CtfPupil
from registers.imports.uploads import MOST_FILES
from registers.school_year import YEAR_GROUPS

MOST_BYTES = LARGEST_ARCHIVE
EARLIEST = timedelta(days=366)
LATEST_START = timedelta(days=730)


class SeveralFilesInput(forms.FileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One or several files; `clean` gives them all."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file by itself, and all of them together."""
        files: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError("Choose the files first.")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Choose at most {MOST_FILES} files, or a zip of the folder.")
        if sum(file.size or 0 for file in files) > MOST_BYTES:
            words = f"These files are larger than {MOST_BYTES >> 20} MB together."
            raise forms.ValidationError(f"{words} Whoever looks after this site can import them by command.")
        return list(files)


class UploadForm(forms.Form):
    """Files to import, and the day from which later changes hold."""

    upload = SeveralFilesField(
        label="Files",
        help_text="CSV files (school.csv, staff.csv, pupils.csv …), a zip of them, or one transfer file (XML)",
        widget=SeveralFilesInput({"multiple": True, "accept": ".csv,.zip,.xml"}),
    )
    as_of = DayField(
        label="Changes hold from",
        help_text="Classes, year groups and addresses that differ from what stands here change on this day",
        widget=DayInput,
    )

    def __init__(self, *args: object, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **{"initial": {"as_of": today}, **kwargs})  # type: ignore[arg-type]

    def clean_as_of(self) -> date:
        """A day of the last year or today: what holds later is imported later."""
        day: date = self.cleaned_data["as_of"]
        if not self.today - EARLIEST <= day <= self.today:
            raise forms.ValidationError("Choose today, or a day of the last twelve months.")
        return day

    def uploaded(self) -> list[tuple[str, bytes]]:
        """The names and contents, once the form is valid."""
        return [(file.name or "", file.read()) for file in self.cleaned_data["upload"]]


class NewPupilForm(forms.Form):
    """What a transfer file does not say about a pupil who is not on the roll here."""

    admitted = DayField(label="Starting day", required=False, widget=DayInput)
    group = forms.CharField(
        label="Class", required=False, max_length=30, widget=forms.TextInput({"list": "classes", "size": 8})
    )
    year_group = forms.ChoiceField(
        label="Year", required=False, choices=[("", "Choose"), *((year, year) for year in YEAR_GROUPS)]
    )

    def __init__(self, *args: Any, pupil: CtfPupil, today: date, **kwargs: Any) -> None:
        self.pupil, self.today = pupil, today
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A starting day needs a class and a year group; without a day nothing is taken."""
        given = super().clean() or self.cleaned_data
        day = given.get("admitted")
        if day and day > self.today + LATEST_START:
            self.add_error("admitted", "Choose a day within the next two years.")
        if day and not given.get("group"):
            self.add_error("group", "Say which class.")
        if day and not given.get("year_group"):
            self.add_error("year_group", "Say which year.")
        return given

    def answer(self) -> dict[str, str]:
        """What was said, as the import keeps it."""
        given = self.cleaned_data
        if not given.get("admitted"):
            return {}
        return {
            "admitted": given["admitted"].isoformat(),
            "class": given["group"].strip(),
            "year_group": given["year_group"],
        }
