from django.apps import AppConfig

from gongjian.web.catalogue import compile_catalogue


class WebConfig(AppConfig):
    name = "gongjian.web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The catalogue's .mo is not kept in the repository: it is made where it is missing or old."""
        compile_catalogue()
