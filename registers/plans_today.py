"""What a person's home page shows of trips and clubs: today's, and for who leads them their own."""

from datetime import date, timedelta

from registers.codes import CONFIRMED_ON_DAY, Session
from registers.models import Club, PlanBatch, Post
from registers.models.plans import PlanBatchQuerySet
from registers.school_year import is_session_weekday

AHEAD = timedelta(days=14)


def trips_on(post: Post, *, on: date) -> list[PlanBatch]:
    """The trips and placements of that day which somebody confirms. One statement."""
    if not is_session_weekday(on):
        return []
    trips = _confirmed_on_day(post).on(on).order_by("leaves_at", "title", "pk")
    halves = slice(2 * on.weekday(), 2 * on.weekday() + len(Session))
    return [trip for trip in trips if "1" in trip.halves[halves]]


def own_trips(post: Post, *, on: date) -> list[PlanBatch]:
    """The trips that the person leads, of that day and the two weeks after it. One statement."""
    lasting = _confirmed_on_day(post).filter(withdrawn_at__isnull=True, leader=post)
    coming = lasting.filter(last_day__gte=on, first_day__lte=on + AHEAD)
    return list(coming.order_by("first_day", "leaves_at", "pk"))


def _confirmed_on_day(post: Post) -> PlanBatchQuerySet:
    trips = PlanBatch.objects.visible_to(post).filter(code__in=sorted(CONFIRMED_ON_DAY))
    return trips.select_related("leader__user")


def clubs_of(post: Post) -> list[Club]:
    """The clubs that the person runs. One statement."""
    return list(Club.objects.filter(school=post.school_id, leader=post).running().order_by("starts", "name"))
