"""Addresses of the public journal's desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
