"""The link by which somebody sets a password: handed over by whoever gave the post, never mailed by itself."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from registers.models import User


def password_path(user: User) -> str:
    """The address, below the site's own, of the page where this person sets a password; good until it is used."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return f"{reverse('account_reset_password')}key/{key}/"
