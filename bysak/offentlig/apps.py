"""Bysak offentlig: the public site."""

from django.apps import AppConfig


class OffentligConfig(AppConfig):
    """The Django app."""

    name = "bysak.offentlig"
    label = "offentlig"
