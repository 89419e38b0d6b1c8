"""Bysak organisasjon: who, in which unit, with which rights."""

from django.apps import AppConfig


class OrganisasjonConfig(AppConfig):
    """The Django app."""

    name = "bysak.organisasjon"
    label = "organisasjon"
