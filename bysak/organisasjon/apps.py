from django.apps import AppConfig


class OrganisasjonConfig(AppConfig):
    name = "bysak.organisasjon"
    label = "organisasjon"
