from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "bysak.web"
    label = "web"
