"""Bysak journal: assessing and publishing."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The Django app."""

    name = "bysak.journal"
    label = "journal"
