"""Bysak mottak: what comes in, until it is registered or has another outcome."""

from django.apps import AppConfig


class MottakConfig(AppConfig):
    """The Django app."""

    name = "bysak.mottak"
    label = "mottak"
