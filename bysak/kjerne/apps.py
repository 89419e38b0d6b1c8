from django.apps import AppConfig


class KjerneConfig(AppConfig):
    name = "bysak.kjerne"
    label = "kjerne"
