"""Addresses of bevaring; every deposit carries its bydel."""

from django.urls import path

from bysak.web.bevaring import filer, visninger

_UTTREKK = "bevaring/<slug:bydel>/uttrekk/<uuid:pk>"

urlpatterns = [
    path("bevaring", visninger.bevaring, name="bevaring"),
    path("bevaring/<slug:bydel>/uttrekk/ny", visninger.nytt_uttrekk, name="nytt_uttrekk"),
    path(_UTTREKK, visninger.uttrekket, name="uttrekk"),
    path(_UTTREKK + "/stopp", visninger.stopp, name="uttrekk_stopp"),
    path(_UTTREKK + "/fortsett", visninger.fortsett, name="uttrekk_fortsett"),
    path(_UTTREKK + "/pakke", filer.pakke, name="uttrekk_pakke"),
    path(_UTTREKK + "/fil/<str:filnavn>", filer.fil, name="uttrekk_fil"),
]
