from django.apps import AppConfig


class MottakConfig(AppConfig):
    name = "bysak.mottak"
    label = "mottak"
