"""What an adult was asked to show about an illness, and what they sent: theirs alone, never another adult's."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.functional import Promise

from absence.evidence_words import KINDS, asked_words
from absence.models import MedicalEvidence, MedicalFile, MedicalRequest
from absence.models.medical import MedicalFileQuerySet
from registers.families import Child, Family


@dataclass(frozen=True)
class Sent:
    """One thing that was sent. `looked_at`: somebody at school has noted what it showed."""

    evidence: MedicalEvidence
    file: MedicalFile | None
    looked_at: bool

    @property
    def words(self) -> Promise | str:
        """What it is, in the family's words; empty where it is only words."""
        return KINDS.get(MedicalEvidence.Kind(self.evidence.kind), "")


@dataclass(frozen=True)
class Asked:
    """One request, with what this adult sent for it."""

    request: MedicalRequest
    child: Child
    sent: tuple[Sent, ...]
    settled: bool = False
    """Somebody at school has noted what answers it, by whichever way it came."""

    @property
    def asked_for(self) -> str:
        """What would settle it, in the language of the page where it is the usual thing."""
        return asked_words(self.request.asked_for)

    @property
    def waits(self) -> bool:
        """Whether nothing that stands was sent yet, and nothing was noted at school."""
        return not self.settled and not any(
            each.file is None or each.file.taken_out_at is None for each in self.sent
        )


def _mine(family: Family, pupil: str = "pupil") -> Q:
    """Rows by this adult about a child whose pages are open to them."""
    mine = [Q(contact=child.contact, **{pupil: child.pupil}) for child in family.children]
    return reduce(or_, mine) if mine else Q(pk__in=())


def asked_of(family: Family) -> list[Asked]:
    """Every request to this adult, the newest first. Five statements, however many."""
    requests = list(MedicalRequest.objects.put_to(family).newest_first())
    unsettled = set(MedicalRequest.objects.put_to(family).unsettled().values_list("pk", flat=True))
    mine = MedicalEvidence.objects.filter(_mine(family), request__in=requests).order_by("at", "pk")
    waiting = set(mine.to_be_seen().values_list("pk", flat=True)) if requests else set()
    files = {file.evidence_id: file for file in own_files(family, kept=False).without_content()}
    sent: dict[int, list[Sent]] = defaultdict(list)
    for each in mine:
        file = files.get(each.pk)
        gone = file is not None and file.taken_out_at is not None
        sent[each.request_id or 0].append(Sent(each, file, looked_at=each.pk not in waiting and not gone))
    return [
        Asked(each, family.child(each.pupil_id), tuple(sent[each.pk]), settled=each.pk not in unsettled)
        for each in requests
    ]


def own_files(family: Family, *, kept: bool = True) -> MedicalFileQuerySet:
    """The files that this adult sent; `kept`: those that nobody took out."""
    mine = MedicalEvidence.objects.filter(_mine(family))
    found = MedicalFile.objects.filter(evidence__in=mine).select_related("evidence")
    return found.kept() if kept else found


def is_asked(family: Family) -> bool:
    """Whether the school waits for something from this adult. One statement."""
    mine = MedicalEvidence.objects.filter(_mine(family), request__isnull=False)
    stands = mine.exclude(files__taken_out_at__isnull=False)
    waiting = MedicalRequest.objects.put_to(family).unsettled()
    return waiting.exclude(pk__in=stands.values("request")).exists()
