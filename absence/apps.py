from django.apps import AppConfig


class AbsenceConfig(AppConfig):
    name = "absence"

    def ready(self) -> None:
        """What messages of this app are about asks again before they go."""
        from absence import details_round as details_round
        from absence import leave_causes as leave_causes
