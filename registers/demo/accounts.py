"""Who can sign in to the demo, and the one password that they share."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from registers.models import Post, School

PASSWORD_FILE = "demo_password"  # noqa: S105 - the name of a file
READABLE_BY_OWNER = 0o600
WORDS_IN_A_PASSWORD = 4
WORDS = (
    "acorn amber anchor apple autumn badger banjo barley basket beacon birch biscuit blanket bramble "
    "bridge brook bucket butter cabin candle canvas carrot castle cedar cherry chimney clover cobble "
    "compass copper cotton cricket crumpet daisy dapple donkey dragon ember falcon feather fennel ferry "
    "fiddle garden ginger goblet gravel hamlet harbour hazel heather hedge holly honey jacket jigsaw "
    "kettle kitten ladder lantern lemon linen lobster magnet maple marble meadow mitten mustard nettle "
    "nutmeg oatmeal orchard otter paddle pebble pepper pickle pigeon pillow plum pocket pumpkin puzzle "
    "quarry rabbit raven ribbon river rocket saddle salmon sandal scarf shell silver sparrow spindle "
    "spoon squirrel stable sunset tangle teapot thimble thistle timber tinsel toffee trumpet tulip turnip "
    "velvet violin waffle walnut whistle willow window winter wren yonder zigzag "
).split()


@dataclass(frozen=True)
class DemoAccount:
    """Somebody of the demo who can sign in. `roles`: their hats in words; `school`: where, or the trust."""

    email: str
    name: str
    roles: str
    school: str


def demo_accounts() -> list[DemoAccount]:
    """Everybody of the demo who can sign in with its password: the first school first, in the order they were made."""
    posts = (
        Post.objects.filter(user__is_demo=True, user__is_active=True)
        .exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        .select_related("user", "school", "trust")
        .order_by("user_id", "pk")
    )
    found: dict[str, DemoAccount] = {}
    for post in posts:
        user, before = post.user, found.get(post.user.email)
        roles = f"{before.roles}; {post.position}" if before else post.position
        found[user.email] = DemoAccount(user.email, user.name, roles, str(post.school or post.trust))
    places = {
        name: place for place, name in enumerate(School.objects.order_by("pk").values_list("name", flat=True))
    }
    return sorted(found.values(), key=lambda account: places.get(account.school, len(places)))


def demo_password(data_dir: Path) -> str:
    """The password that the demo's people share: read from the data folder, made there at random the first time."""
    path = data_dir / PASSWORD_FILE
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=READABLE_BY_OWNER)
        path.write_text(_made() + "\n")
    return path.read_text().strip()


def _made() -> str:
    words = [secrets.choice(WORDS) for _ in range(WORDS_IN_A_PASSWORD)]
    return "-".join([*words, f"{secrets.randbelow(90) + 10}"])
