"""What the page about a pupil's photo accepts."""

from django import forms

from attendance_site.parts.photos import LARGEST_BYTES, NotAPhoto, redraw
from registers.forms.register_entry import NO_FILL


class PhotoForm(forms.Form):
    """A photo, and who agreed to it."""

    photo = forms.FileField(
        help_text="JPEG, PNG or WebP, at most 8 MB. It is made small, and what a camera hides in it is left out.",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    consent = forms.CharField(
        label="Who agreed, and how",
        max_length=300,
        help_text="Such as: mother, photo form of September 2026.",
        widget=forms.TextInput(NO_FILL),
    )

    def clean_photo(self) -> bytes:
        """The photo drawn anew."""
        file = self.cleaned_data["photo"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError("The file is larger than 8 MB. Choose a smaller photo.")
        try:
            return redraw(file.read())
        except NotAPhoto as refused:
            raise forms.ValidationError(str(refused)) from None
