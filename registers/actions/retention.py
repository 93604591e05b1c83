"""What is not kept for ever."""

from datetime import datetime, timedelta

from registers.models import SavedOperation

OPERATIONS_KEPT = timedelta(days=30)
"""A device that was offline for longer has its retries treated as new ones (data.md, "SavedOperation")."""


def prune_operations(*, at: datetime) -> int:
    """Forget operations that devices sent more than thirty days before `at`; how many."""
    gone, _ = SavedOperation.objects.filter(received_at__lt=at - OPERATIONS_KEPT).delete()
    return gone
