from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "bysak.journal"
    label = "journal"
