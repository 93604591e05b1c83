"""contacts.csv: the adults of the school's pupils, and what each is to each child (formats.md).

One person: the same contact_id, else the same name and the same e-mail or telephone, else (for a person already
stored) the same name for the same child. An empty cell says nothing, so what is stored stays.
"""

from collections import defaultdict
from typing import Any

from registers.imports import cells
from registers.imports.cells import choice, email, flag, person_name, text, upn
from registers.imports.changes import Timeline
from registers.imports.draft import Draft, PupilDraft, shown
from registers.imports.reading import Column, Row, Table
from registers.imports.timelines import Home, Span, change_from, value_on
from registers.models import Address, Care, Contact, ContactLimit

COLUMNS = (
    Column("contact_id", text(60)),
    Column("upn", upn, required=True),
    Column("name", person_name, required=True),
    Column("relationship", text(60), required=True),
    Column("parental_responsibility", flag, required=True),
    Column("lives_with", flag, required=True),
    Column("priority", cells.number(1, 99), required=True),
    Column("title", text(20)),
    Column("address", text(300)),
    Column("postcode", text(10)),
    Column("phone", text(30)),
    Column("phone2", text(30)),
    Column("email", email),
    Column("language", text(60)),
    Column("portal", flag),
    Column("contact_limit", choice(ContactLimit.Scope.values)),
)
PERSONAL = ("contact_id", "title", "name", "phone", "phone2", "email", "language")
CARE = ("relationship", "parental_responsibility", "lives_with", "priority", "portal")
REGISTERED = {
    "name",
    "lives_with",
    "parental_responsibility",
}  # entries of the admission register (regulation 8)
COUNTRY_CODE = "44"


class _Person:
    """One adult: the row of the database, the addresses, and what the file has settled about them so far."""

    def __init__(self, contact: Contact) -> None:
        self.contact = contact
        self.is_new = contact.pk is None
        self.homes = Timeline()
        self.cares: dict[str, Care] = {}
        self.settled: dict[str, object] = {}


class ContactsPlan:
    """Works out contacts row by row."""

    def __init__(self, table: Table, draft: Draft) -> None:
        self.table, self.draft = table, draft
        self.report = draft.report.file(table.name)
        self.people: list[_Person] = []
        self.by_id: dict[str, _Person] = {}
        self.by_name: dict[str, list[_Person]] = defaultdict(list)
        self.limits: dict[int, set[str]] = defaultdict(set)
        self.rows_of: dict[tuple[str, int], int] = {}
        if not draft.is_new_school:
            self._load()
        self.had_contacts = {upn for person in self.people for upn in person.cares}

    def work_out(self) -> None:
        """Plan every row, then list what a person should look at."""
        rows = [(row, self.draft.known_pupil(self.table, row)) for row in self.table.rows()]
        sound = [(row, who) for row, who in rows if row.good and who is not None]
        claimed = {id(person) for row, _ in sound for person in self._alike(row)}
        for row, who in sound:
            self._plan_row(row, who, claimed)
        self._collect_addresses()
        self._list_missing({row["upn"] for row, _ in sound})
        self._list_shared_emails()

    def _load(self) -> None:
        school = self.draft.school
        by_key = {}
        for contact in Contact.objects.filter(school=school).order_by("pk"):
            by_key[contact.pk] = self._meet(_Person(contact))
        upns = {who.pupil.pk: upn for upn, who in self.draft.pupils.items()}
        for care in Care.objects.filter(school=school):
            if care.pupil_id in upns:
                by_key[care.contact_id].cares[upns[care.pupil_id]] = care
        for home in Address.objects.filter(school=school, contact__isnull=False).order_by("first_day"):
            span = Span(home.first_day, home.last_day, Home(home.address, home.postcode, home.confidential))
            by_key[home.contact_id].homes.begin(home.pk, span)  # type: ignore[index]
        for limit in ContactLimit.objects.filter(school=school, last_day__isnull=True):
            self.limits[limit.care_id].add(limit.scope)

    def _meet(self, person: _Person) -> _Person:
        self.people.append(person)
        if person.contact.contact_id:
            self.by_id[person.contact.contact_id] = person
        self.by_name[_plain(person.contact.name)].append(person)
        return person

    def _alike(self, row: Row) -> list[_Person]:
        """The people who are the one in the row by contact_id, or by name and e-mail or telephone."""
        key = row["contact_id"]
        if key and key in self.by_id:
            return [self.by_id[key]]
        return [
            person
            for person in self.by_name[_plain(row["name"])]
            if not (key and person.contact.contact_id)
            and (
                (row["email"] and person.contact.email.lower() == row["email"])
                or (row["phone"] and _digits(person.contact.phone) == _digits(row["phone"]))
            )
        ]

    def _person(self, row: Row, claimed: set[int]) -> _Person:
        alike = self._alike(row)
        alike.sort(key=lambda person: row["upn"] not in person.cares)
        if alike:
            return alike[0]
        for person in self.by_name[_plain(row["name"])]:
            free = (
                not person.is_new
                and id(person) not in claimed
                and (row["upn"], id(person)) not in self.rows_of
            )
            if free and row["upn"] in person.cares and not (row["contact_id"] and person.contact.contact_id):
                return person
        contact = Contact(school=self.draft.school, name=row["name"], contact_id=row["contact_id"] or "")
        return self._meet(_Person(self.draft.changes.make(contact)))

    def _plan_row(self, row: Row, who: PupilDraft, claimed: set[int]) -> None:
        person = self._person(row, claimed)
        earlier = self.rows_of.setdefault((row["upn"], id(person)), row.number)
        if earlier != row.number:
            self.table.problem(
                row.number, "name", f"is the same person for the same child as in row {earlier}"
            )
            return
        words = self._personal(person, row) + self._home(person, who, row)
        care = person.cares.get(row["upn"])
        new = care is None
        if care is None:
            care = person.cares[row["upn"]] = self._new_care(person, who, row)
        else:
            words += self._changed_care(person, who, care, row)
        self._limit(person, who, care, row, words)
        self.report.note(new=new, what=f"{person.contact.name} for {who.pupil}", changes=words)
        if row["portal"] and not person.contact.email:
            self.report.listed.add(
                f"{person.contact.name} may sign in for {who.pupil} but has no e-mail address"
            )

    def _personal(self, person: _Person, row: Row) -> list[str]:
        earlier_name = person.contact.name
        given = self._unsettled(person, row, {name: row[name] for name in PERSONAL if row[name] is not None})
        changed = self.draft.changes.set(person.contact, given)
        if "contact_id" in changed:
            self.by_id[person.contact.contact_id] = person
        if person.is_new:
            return []
        if "name" in changed:
            self.by_name[_plain(person.contact.name)].append(person)
            self._register(person, "name", earlier_name, person.contact.name)
        return [
            f"{name.replace('_', ' ')} {shown(old)} → {shown(new)}" for name, (old, new) in changed.items()
        ]

    def _unsettled(self, person: _Person, row: Row, given: dict[str, Any]) -> dict[str, Any]:
        """What no earlier row of the file has said otherwise about this person."""
        for name in [
            name for name, value in given.items() if person.settled.setdefault(name, value) != value
        ]:
            words = f"row {row.number}: {name} {shown(given.pop(name))} differs from the same person's earlier row"
            self.report.listed.add(f"{words}, which is kept: {shown(person.settled[name])}")
        return given

    def _home(self, person: _Person, who: PupilDraft, row: Row) -> list[str]:
        if row["address"] is None:
            return []
        home = Home(row["address"], row["postcode"] or "")
        if not self._unsettled(person, row, {"address": home}):
            return []
        spans = person.homes.spans
        if not spans:
            person.homes.spans = [Span(_first_day(who, self.draft), None, home)]
            return ["address"]
        on = max(self.draft.as_of, spans[-1].first)
        old = value_on(spans, on)
        if old == home:
            return []
        if old and old.confidential:
            self.report.listed.add(
                f"{person.contact.name}: the address here is confidential; it stays as it is"
            )
            return []
        person.homes.spans = change_from(spans, on, home, until=None)
        self._register(person, "address", _line(old), _line(home))
        return [f"address {shown(_line(old))} → {_line(home)} from {on}"]

    def _register(self, person: _Person, what: str, old: object, new: object) -> None:
        for pupil in person.cares:
            if pupil in self.draft.pupils:
                self._register_for(self.draft.pupils[pupil], person, what, old, new)

    def _register_for(self, who: PupilDraft, person: _Person, what: str, old: object, new: object) -> None:
        field = f"contact {person.contact.name}"[: 58 - len(what)]
        self.draft.register_change(who, f"{field}: {what}", old, new, file=self.table.name)

    def _new_care(self, person: _Person, who: PupilDraft, row: Row) -> Care:
        given = {name: row[name] for name in CARE if row[name] is not None}
        care = self.draft.changes.make(
            Care(school=self.draft.school, contact=person.contact, pupil=who.pupil, **given)
        )
        if row["upn"] in self.had_contacts:
            self.draft.register_change(who, "contact", None, person.contact.name, file=self.table.name)
        return care

    def _changed_care(self, person: _Person, who: PupilDraft, care: Care, row: Row) -> list[str]:
        words = []
        given = {name: row[name] for name in CARE if row[name] is not None}
        for name, (old, new) in self.draft.changes.set(care, given).items():
            what = name.replace("_", " ")
            words.append(f"{what} {shown(old)} → {shown(new)}")
            if name in REGISTERED:
                self._register_for(who, person, what, old, new)
        return words

    def _limit(self, person: _Person, who: PupilDraft, care: Care, row: Row, changes: list[str]) -> None:
        standing = self.limits[care.pk] if care.pk else set()
        scope = row["contact_limit"]
        if scope and scope not in standing:
            first = min(self.draft.as_of, self.draft.today)
            self.draft.changes.make(
                ContactLimit(school=self.draft.school, care=care, scope=scope, first_day=first)
            )
            changes.append(f"contact limit {scope}")
            words_to_do = (
                f"{person.contact.name} for {who.pupil}: complete the ground of the contact limit ({scope})"
            )
            self.report.listed.add(words_to_do)
        for lifted in sorted(standing - {scope}) if self.table.has("contact_limit") and not scope else []:
            words = f"{person.contact.name} for {who.pupil}: the contact limit ({lifted})"
            self.report.listed.add(f"{words} is not in the file; it stays")

    def _collect_addresses(self) -> None:
        for person in self.people:
            self.draft.changes.take_away(Address, person.homes.replaced())
            for span in person.homes.fresh():
                address, postcode, confidential = span.value
                row = Address(
                    school=self.draft.school, contact=person.contact, first_day=span.first, last_day=span.last
                )
                row.address, row.postcode, row.confidential = address, postcode, confidential
                self.draft.changes.make(row)

    def _list_missing(self, upns: set[str]) -> None:
        if not self.table.complete:
            return
        for person in self.people:
            for number in sorted(upns & person.cares.keys()):
                if (number, id(person)) not in self.rows_of:
                    who = self.draft.pupils[number]
                    self.report.listed.add(
                        f"{person.contact.name} for {who.pupil} is not in the file; nothing changed"
                    )

    def _list_shared_emails(self) -> None:
        sharing: dict[str, list[str]] = defaultdict(list)
        for person in self.people:
            if person.contact.email and person.cares:
                sharing[person.contact.email.lower()].append(person.contact.name)
        for address, names in sorted(sharing.items()):
            if len(names) > 1:
                words = f"{' and '.join(names)} share {address}: none of them can sign in until the office settles it"
                self.report.listed.add(words)


def _first_day(who: PupilDraft, draft: Draft) -> Any:
    return who.stays[-1].starting_day if who.stays else draft.as_of


def _line(home: Any) -> str:
    return str(home) if home else ""


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _digits(phone: str) -> str:
    """A telephone number's digits, written as inside the country."""
    digits = "".join(character for character in phone if character.isdigit())
    return f"0{digits[2:]}" if phone.strip().startswith("+" + COUNTRY_CODE) else digits
