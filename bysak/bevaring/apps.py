"""Bysak bevaring: what is kept, what is handed over, and the deposit that proves it."""

from django.apps import AppConfig


class BevaringConfig(AppConfig):
    """The Django app."""

    name = "bysak.bevaring"
    label = "bevaring"
