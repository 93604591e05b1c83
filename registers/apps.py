from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "registers"

    def ready(self) -> None:
        """What messages of this app are about asks again before they go."""
        from registers import absence_causes as absence_causes
