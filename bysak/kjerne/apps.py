"""Bysak kjerne: units of work, the database's guards, files, calendar."""

from django.apps import AppConfig


class KjerneConfig(AppConfig):
    """The Django app."""

    name = "bysak.kjerne"
    label = "kjerne"
