from django.apps import AppConfig


class PenaltiesConfig(AppConfig):
    name = "penalties"

    def ready(self) -> None:
        """What letters of this app are about asks again before they go; a pupil's pages gather its steps."""
        from penalties import improvement_causes as improvement_causes
        from penalties import timeline as timeline
