"""Families at the keyboard: an adult on file who has come in by a code."""

from registers.actions.parents import open_family
from tests.cast import came_by_code
from tests.factories import THE_DAY, at


def open_for(contact, *, on=THE_DAY):
    """The account of the adult, with the posts in which they act."""
    return open_family(address=contact.email, on=on, at=at("08:00", on))


def sign_in_parent(client, contact, *, on=THE_DAY, days_ago=0):
    """Put the adult at the keyboard, with a code that was typed in `days_ago`. Returns the client."""
    user = open_for(contact, on=on)
    client.force_login(user)
    session = client.session
    session.update(came_by_code(user.email, days_ago=days_ago))
    session.save()
    return client
