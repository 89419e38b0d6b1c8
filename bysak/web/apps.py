"""The workspace, as Django sees it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Workspace."""

    name = "bysak.web"
    label = "web"
