"""What a person's home page shows of trips and clubs: today's, and for who leads them their own."""

from datetime import date

from registers.codes import CONFIRMED_ON_DAY, Session
from registers.models import Club, PlanBatch, Post
from registers.school_year import is_session_weekday


def trips_on(post: Post, *, on: date) -> list[PlanBatch]:
    """The trips and placements of that day which somebody confirms. One statement."""
    if not is_session_weekday(on):
        return []
    held = PlanBatch.objects.visible_to(post).on(on).filter(code__in=sorted(CONFIRMED_ON_DAY))
    trips = held.select_related("leader__user").order_by("leaves_at", "title", "pk")
    halves = slice(2 * on.weekday(), 2 * on.weekday() + len(Session))
    return [trip for trip in trips if "1" in trip.halves[halves]]


def clubs_of(post: Post) -> list[Club]:
    """The clubs that the person runs. One statement."""
    return list(Club.objects.filter(school=post.school_id, leader=post).running().order_by("starts", "name"))
