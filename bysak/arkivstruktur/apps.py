from django.apps import AppConfig


class ArkivstrukturConfig(AppConfig):
    name = "bysak.arkivstruktur"
    label = "arkivstruktur"
