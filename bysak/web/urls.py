"""The workspace, as a table of contents."""

from django.urls import include, path

from bysak.web import leverandoer, totrinn
from bysak.web.helse import helse, hjem
from bysak.web.innlogging import logg_inn, velg_spraak
from bysak.web.levende import levende
from bysak.web.naervaer import naervaer
from bysak.web.utlogging import logg_ut
from bysak.web.velg import velg_virksomhet

urlpatterns = [
    path("", hjem, name="hjem"),
    path("helse", helse, name="helse"),
    path("logg-inn", logg_inn, name="logg_inn"),
    path("logg-inn/to-trinn/kode", totrinn.kode, name="totrinn_kode"),
    path("logg-inn/to-trinn/oppsett", totrinn.oppsett, name="totrinn_oppsett"),
    path("logg-inn/<slug:kode>", leverandoer.til_leverandoeren, name="leverandoer_start"),
    path("logg-inn/<slug:kode>/svar", leverandoer.fra_leverandoeren, name="leverandoer_svar"),
    path("logg-inn/<slug:kode>/bakkanal", leverandoer.bakkanal, name="leverandoer_bakkanal"),
    path("logg-inn/<slug:kode>/rammekanal", leverandoer.rammekanal, name="leverandoer_rammekanal"),
    path("logg-ut", logg_ut, name="logg_ut"),
    path("sprak", velg_spraak, name="velg_spraak"),
    path("levende", levende, name="levende"),
    path("naervaer/<slug:bydel>/<slug:slag>/<uuid:pk>", naervaer, name="naervaer"),
    path("velg-virksomhet", velg_virksomhet, name="velg_virksomhet"),
    path("", include("bysak.web.mottak.urls")),
    path("", include("bysak.web.sak.urls")),
    path("", include("bysak.web.handling.urls")),
    path("", include("bysak.web.objekter.urls")),
    path("", include("bysak.web.journal.urls")),
    path("", include("bysak.web.min.urls")),
    path("", include("bysak.web.bevaring.urls")),
    path("", include("bysak.web.forvaltning.urls")),
]
