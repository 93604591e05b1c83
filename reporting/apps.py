from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        """What messages of this app are about asks again before they go; a pupil's documents are gathered."""
        from reporting import half_term_updates as half_term_updates
        from reporting import pupil_documents as pupil_documents
