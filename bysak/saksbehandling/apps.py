"""Bysak saksbehandling: working in the archive."""

from django.apps import AppConfig


class SaksbehandlingConfig(AppConfig):
    """The Django app."""

    name = "bysak.saksbehandling"
    label = "saksbehandling"
