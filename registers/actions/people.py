"""Posts that no person holds: commands and programs act in a hat too."""

from django.db import transaction
from django.utils import timezone

from registers.models import Post, School, User
from registers.roles import Role


@transaction.atomic
def machine_post(*, school: School, name: str, position: str) -> Post:
    """The hat in which a command or program acts at a school, made at its first use. Nobody can sign in with it."""
    slug = "".join(letter if letter.isalnum() else "_" for letter in name.lower())[:60]
    email = f"{slug}@machine.invalid"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name, is_active=False, made_at=timezone.now())
    post, _ = Post.objects.get_or_create(
        user=user,
        school=school,
        role=Role.COMMAND,
        defaults={"position": position, "first_day": timezone.now().date()},
    )
    return post
