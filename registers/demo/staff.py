"""The staff of the demo: who they are, which hats they wear, and who takes which class."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from registers.demo.names import STAFF_FORENAMES, STAFF_SURNAMES
from registers.demo.schools import NURSERY_CLASS, SchoolPlan
from registers.models import GroupTeacher, Post, RegistrationGroup, School, Trust, User
from registers.roles import Role

SHARED_FROM = 3  # a shared class has its second teacher from Thursday on (Monday = 0)
OFFICE = {
    "office": (Role.OFFICE, "School office manager"),
    "head": (Role.HEAD, "Headteacher"),
    "champion": (Role.CHAMPION, "Senior attendance champion"),
    "safeguarding": (Role.SAFEGUARDING, "Designated safeguarding lead"),
    "governor": (Role.GOVERNOR, "Attendance governor"),
    "data": (Role.DATA_OFFICER, "Data officer"),
    "admin": (Role.ADMIN, "System administrator"),
}
TWO_HATS = "5B"  # the class whose teacher is also the deputy attendance champion
AT_THE_SECOND_SCHOOL = ("office", "head")


@dataclass(frozen=True)
class Staff:
    """The posts of one school: of its office, of its head, and of the teachers of each class, by its name."""

    office: Post
    head: Post
    teachers: dict[str, list[Post]]

    def teacher_of(self, group: str, weekday: int) -> Post:
        """Who takes the class on that weekday."""
        teachers = self.teachers[group]
        return teachers[-1] if weekday >= SHARED_FROM else teachers[0]


class StaffRoom:
    """Makes people and their posts; those who can sign in share one password."""

    def __init__(self, seed: str, password: str, at: dt.datetime, first_day: dt.date) -> None:
        self.chance = Random(f"{seed}/staff")
        self.password = make_password(password)
        self.at = at
        self.first_day = first_day
        self._names: set[str] = set()

    def staff(self, plan: SchoolPlan, school: School, groups: dict[str, RegistrationGroup]) -> Staff:
        """Everybody who works at the school."""
        wanted = OFFICE if plan.key == "primary" else {key: OFFICE[key] for key in AT_THE_SECOND_SCHOOL}
        posts = {
            key: self._post(self._person(f"{key}@{plan.domain}"), school, *what)
            for key, what in wanted.items()
        }
        teachers = {name: self._teachers(plan, school, groups[name]) for name in plan.classes}
        return Staff(posts["office"], posts["head"], teachers)

    def trust_officer(self, trust: Trust) -> Post:
        """The officer who sees the totals of every school of the trust."""
        user = self._person("trust@fenlark.example")
        return Post.objects.create(
            user=user,
            trust=trust,
            role=Role.TRUST,
            position="Trust attendance officer",
            first_day=self.first_day,
        )

    def authority_officer(self, school: School) -> Post:
        """The local authority's officer, who sees what the school shares."""
        user = self._person("authority@primary.example")
        return self._post(user, school, Role.LA, "Attendance officer of the authority")

    def _teachers(self, plan: SchoolPlan, school: School, group: RegistrationGroup) -> list[Post]:
        name = group.name
        can_sign_in = name in plan.teachers_of or self._two_hats(plan, name)
        key = "nursery" if name == NURSERY_CLASS else name.lower()
        emails = [f"{key}@{plan.domain}"]
        if name in plan.shared_classes:
            emails.append(f"{key}.friday@{plan.domain}")
        position = "Class teacher" if plan.is_primary else "Form tutor"
        posts = []
        for number, email in enumerate(emails):
            user = self._person(email, can_sign_in=can_sign_in and not number)
            posts.append(self._post(user, school, Role.TEACHER, f"{position}, {name}"))
        if self._two_hats(plan, name):
            self._post(posts[0].user, school, Role.CHAMPION, "Deputy attendance champion")
        GroupTeacher.objects.bulk_create(
            GroupTeacher(school=school, group=group, post=post, first_day=self.first_day) for post in posts
        )
        return posts

    @staticmethod
    def _two_hats(plan: SchoolPlan, name: str) -> bool:
        return plan.key == "primary" and name in (TWO_HATS, TWO_HATS[:-1] + plan.letters[-1])

    def _person(self, email: str, *, can_sign_in: bool = True) -> User:
        password = self.password if can_sign_in else make_password(None)
        user = User.objects.create(
            email=email, name=self._name(), is_demo=True, made_at=self.at, password=password
        )
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user

    def _post(self, user: User, school: School, role: Role, position: str) -> Post:
        return Post.objects.create(
            user=user, school=school, role=role, position=position, first_day=self.first_day
        )

    def _name(self) -> str:
        """A name that nobody in the staff room has yet, where there are enough."""
        for _ in range(50):
            name = f"{self.chance.choice(STAFF_FORENAMES)} {self.chance.choice(STAFF_SURNAMES)}"
            if name not in self._names:
                break
        self._names.add(name)
        return name
