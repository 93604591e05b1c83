"""What people choose for themselves."""

from registers.models import Post, User


def switch_keys(*, by: Post, off: bool) -> User:
    """Switch the single keys of the register page off (or on again) for the person, in every hat they wear."""
    user = by.user
    user.keys_off = off
    user.save(update_fields=["keys_off"])
    return user
