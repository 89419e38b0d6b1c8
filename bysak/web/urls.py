"""The workspace, as a table of contents."""

from django.urls import include, path

from bysak.web.helse import helse, hjem
from bysak.web.innlogging import logg_inn, logg_ut, velg_spraak, velg_virksomhet

urlpatterns = [
    path("", hjem, name="hjem"),
    path("helse", helse, name="helse"),
    path("logg-inn", logg_inn, name="logg_inn"),
    path("logg-ut", logg_ut, name="logg_ut"),
    path("sprak", velg_spraak, name="velg_spraak"),
    path("velg-virksomhet", velg_virksomhet, name="velg_virksomhet"),
    path("", include("bysak.web.mottak.urls")),
    path("", include("bysak.web.sak.urls")),
    path("", include("bysak.web.handling.urls")),
    path("", include("bysak.web.journal.urls")),
    path("", include("bysak.web.min.urls")),
    path("", include("bysak.web.bevaring.urls")),
    path("", include("bysak.web.forvaltning.urls")),
]
