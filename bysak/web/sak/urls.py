"""Addresses of cases and entries; every one carries its bydel."""

from django.urls import path

from bysak.web.sak import (
    dokument,
    filer,
    handlinger,
    innsyn,
    nye_filer,
    post,
    redigering,
    sakside,
    skriv,
    tidligere,
    vurdering,
)

_SAK = "saker/<slug:bydel>/<int:aar>/<int:nr>"
_POST = _SAK + "/<int:postnr>"

urlpatterns = [
    path("saker", sakside.saker, name="saker"),
    path("saker/<slug:bydel>/ny", sakside.ny_sak, name="ny_sak"),
    path(_SAK, sakside.sak, name="sak"),
    path(_SAK + "/dokumenter", sakside.dokumenter, name="sak_dokumenter"),
    path(_SAK + "/dokumenter/nye", nye_filer.nye_dokumenter, name="sak_nye_dokumenter"),
    path(_SAK + "/skriv", skriv.skriv, name="sak_skriv"),
    path(_SAK + "/endringslogg", sakside.endringslogg, name="sak_endringslogg"),
    path(_SAK + "/slik-det-var", tidligere.slik_det_var, name="sak_slik_det_var"),
    path(_SAK + "/innsyn", innsyn.sak_innsyn, name="sak_innsyn"),
    path(_SAK + "/avslutt", handlinger.avslutt, name="sak_avslutt"),
    path(_SAK + "/gjenaapne", handlinger.gjenaapne, name="sak_gjenaapne"),
    path(_POST, post.journalpost, name="journalpost"),
    path(_POST + "/les", dokument.les, name="journalpost_les"),
    path(_POST + "/forskjeller/<uuid:fil>", dokument.forskjeller, name="journalpost_forskjeller"),
    path(_POST + "/dokumenter/nye", nye_filer.nye_dokumenter, name="journalpost_nye_dokumenter"),
    path(_POST + "/dokumenter/<uuid:dokument>/ny-versjon", nye_filer.ny_versjon, name="journalpost_ny_versjon"),
    path(_POST + "/svar", skriv.skriv, name="journalpost_svar"),
    path(_POST + "/dokumenter/<uuid:dokument>/rediger", redigering.rediger_dokument, name="journalpost_rediger"),
    path(_POST + "/dokumenter/<uuid:dokument>/lagret/<uuid:pk>", redigering.lagring, name="journalpost_lagring"),
    path(_POST + "/innsyn", innsyn.post_innsyn, name="journalpost_innsyn"),
    path(_POST + "/vurder", vurdering.vurder_side, name="journalpost_vurder"),
    path(_POST + "/avskriv", handlinger.avskriv_side, name="journalpost_avskriv"),
    path(_POST + "/fordel", handlinger.fordel_side, name="journalpost_fordel"),
    path(_POST + "/journalfoer", handlinger.journalfoer_post, name="journalpost_journalfoer"),
    path(_POST + "/utgaar", handlinger.utgaar_side, name="journalpost_utgaar"),
    path(_POST + "/fil/<uuid:objekt>", filer.fil, name="journalpost_fil"),
    path(_POST + "/fil/<uuid:objekt>/side/<int:side>", filer.side, name="journalpost_side"),
]
