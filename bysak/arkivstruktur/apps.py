"""Bysak arkivstruktur: the Noark core."""

from django.apps import AppConfig


class ArkivstrukturConfig(AppConfig):
    """The Django app."""

    name = "bysak.arkivstruktur"
    label = "arkivstruktur"
