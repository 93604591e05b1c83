from django.apps import AppConfig


class AbsenceConfig(AppConfig):
    name = "absence"

    def ready(self) -> None:
        """What messages of this app are about asks again before they go; what a pupil's pages gather is registered."""
        from absence import details_round as details_round
        from absence import leave_causes as leave_causes
        from absence import pupil_flags as pupil_flags
        from absence import timeline_contact as timeline_contact
        from absence import timeline_leave as timeline_leave
        from absence import timeline_support as timeline_support
