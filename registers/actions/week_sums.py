"""Making the sums of weeks anew from the marks that they stand for."""

from django.db import connection, transaction

from registers.models import School


@transaction.atomic
def rebuild_weeks(*, school: School) -> int:
    """Make the school's sums of weeks say what its marks say; how many of them said something else.

    Nothing else can come of it, so nobody is named. Registers that are saved meanwhile wait a moment.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT registers_rebuild_weeks(%s)", [school.pk])
        return int(cursor.fetchone()[0])
