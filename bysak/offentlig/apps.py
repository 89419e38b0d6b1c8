from django.apps import AppConfig


class OffentligConfig(AppConfig):
    name = "bysak.offentlig"
    label = "offentlig"
