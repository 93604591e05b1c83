"""What the pages accept on which families sign in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """The e-mail address that the school holds."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Use the one that the school writes to."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address like name@mail.com."),
        },
    )


class CodeForm(forms.Form):
    """The code out of the mail; it may be pasted."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        help_text=_("8 letters and numbers. You can paste it."),
        max_length=40,
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={"required": _("Enter the code from the e-mail.")},
    )
    trusted = forms.BooleanField(
        label=_("This is my own phone or computer: keep me signed in for 90 days"), required=False
    )


class NewCodeForm(CodeForm):
    """A new code, from somebody who is signed in."""

    trusted = None  # type: ignore[assignment]
