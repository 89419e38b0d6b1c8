"""Addresses of bevaring; every deposit carries its bydel."""

from django.urls import path

from bysak.web.bevaring import avlevering, filer, visninger

_UTTREKK = "bevaring/<slug:bydel>/uttrekk/<uuid:pk>"

urlpatterns = [
    path("bevaring", visninger.bevaring, name="bevaring"),
    path("bevaring/<slug:bydel>/uttrekk/ny", visninger.nytt_uttrekk, name="nytt_uttrekk"),
    path("bevaring/<slug:bydel>/periode/<uuid:pk>/avslutt", visninger.avslutt_periode, name="periode_avslutt"),
    path(_UTTREKK, visninger.uttrekket, name="uttrekk"),
    path(_UTTREKK + "/stopp", visninger.stopp, name="uttrekk_stopp"),
    path(_UTTREKK + "/fortsett", visninger.fortsett, name="uttrekk_fortsett"),
    path(_UTTREKK + "/levert", avlevering.levert, name="uttrekk_levert"),
    path(_UTTREKK + "/mottatt", avlevering.mottatt, name="uttrekk_mottatt"),
    path(_UTTREKK + "/slett", avlevering.slett, name="uttrekk_slett"),
    path(_UTTREKK + "/kvittering", avlevering.kvittering, name="uttrekk_kvittering"),
    path(_UTTREKK + "/pakke", filer.pakke, name="uttrekk_pakke"),
    path(_UTTREKK + "/innhold", filer.innhold, name="uttrekk_innhold"),
    path(_UTTREKK + "/fil/<str:filnavn>", filer.fil, name="uttrekk_fil"),
]
