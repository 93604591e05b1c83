"""What is done about penalty notices."""

from dataclasses import dataclass
from datetime import date

from penalties.scan import Scan
from penalties.threshold import SESSIONS
from registers.actions.prior_absence import refresh_prior_absence
from registers.models import PupilChange, School


@dataclass(frozen=True)
class Scanned:
    """What a night's scan came to."""

    at_ten: int
    earlier: int
    building: int
    skipped: list[str]

    @property
    def words(self) -> str:
        """The result without names; only a pupil who had to be skipped is named, by UPN."""
        parts = [
            f"{_pupils(self.at_ten)} at ten sessions or more in the present ten weeks, {self.building} below ten;"
            f" {_pupils(self.earlier)} reached ten at an earlier time."
        ]
        if self.skipped:
            parts.append(
                f"{_pupils(len(self.skipped))} skipped, check the date of birth: {', '.join(self.skipped)}."
            )
        return " ".join(parts)


def scan_thresholds(*, school: School, on: date) -> Scanned:
    """Look at every pupil of a school for the national threshold. A person decides what follows.

    Changes that were noted for this reader before the scan began are answered by it, and forgotten.
    """
    refresh_prior_absence(school=school)
    noted = PupilChange.objects.filter(school=school, reader=PupilChange.Reader.THRESHOLD)
    newest = noted.order_by("-id").values_list("id", flat=True).first()
    scan = Scan(school, on)
    at_ten = earlier = building = 0
    for _, judgement in scan:
        at_ten += judgement.current >= SESSIONS
        earlier += judgement.met_on is not None and judgement.current < SESSIONS
        building += 0 < judgement.current < SESSIONS
    if newest is not None:
        noted.filter(id__lte=newest).delete()
    return Scanned(at_ten, earlier, building, scan.skipped)


def _pupils(count: int) -> str:
    return "1 pupil" if count == 1 else f"{count} pupils"
