"""Addresses of the public journal in the workspace."""

from django.urls import path

from bysak.web.journal import kontroll, visninger

_DAG = "journal/<slug:bydel>/<str:dato>"

urlpatterns = [
    path("kvalitetssikring", kontroll.kvalitetssikring, name="kvalitetssikring"),
    path("kvalitetssikring/<slug:bydel>/<uuid:post>/journalfoer", kontroll.godta, name="kvalitet_godta"),
    path("kvalitetssikring/<slug:bydel>/<uuid:post>/tilbake", kontroll.tilbake, name="kvalitet_tilbake"),
    path("nummerkontroll", kontroll.nummer, name="nummerkontroll"),
    path("journal", visninger.journal, name="journal"),
    path(_DAG, visninger.journal_dag, name="journal_dag"),
    path(f"{_DAG}/publiser", visninger.journal_publiser, name="journal_publiser"),
    path(f"{_DAG}/publikum", visninger.journal_publikum, name="journal_publikum"),
    path(f"{_DAG}/<uuid:linje>/skjerm", visninger.journal_skjerm, name="journal_skjerm"),
    path(f"{_DAG}/<uuid:linje>/avklar", visninger.journal_avklar, name="journal_avklar"),
    path(f"{_DAG}/<uuid:linje>/tilbake", visninger.journal_tilbake, name="journal_tilbake"),
]
