from django.apps import AppConfig


class SaksbehandlingConfig(AppConfig):
    name = "bysak.saksbehandling"
    label = "saksbehandling"
