"""Addresses of a person's own day, the search, the leader's page, and what a virksomhet sees of what is done in it."""

from django.urls import path

from bysak.web.min import (
    fordeling,
    innsikt,
    kolonnevalg,
    kom_i_gang,
    lister,
    palett,
    profil,
    sok,
    tilbakemelding,
    utseende,
    varsler,
    visninger,
)

urlpatterns = [
    path("min", visninger.min_side, name="min"),
    path("min/profil", profil.profil, name="profil"),
    path("min/profil/epost", profil.epost, name="profil_epost"),
    path("min/profil/innlogginger", profil.logg_ut_andre, name="logg_ut_andre"),
    path("min/profil/varsler", profil.varsler, name="profil_varsler"),
    path("varsler", varsler.varslene, name="varsler"),
    path("varsler/lest", varsler.les_alle, name="varsler_les_alle"),
    path("varsler/<slug:bydel>/<uuid:pk>", varsler.aapne, name="varsel_aapne"),
    path("min/profil/taster", profil.taster, name="profil_taster"),
    path("min/profil/utseende", utseende.utseende, name="profil_utseende"),
    path("kom-i-gang", kom_i_gang.kom_i_gang, name="kom_i_gang"),
    path("kom-i-gang/vis", kom_i_gang.vis, name="kom_i_gang_vis"),
    path("meld-fra", tilbakemelding.meld, name="meld_fra"),
    path("meldt-fra", tilbakemelding.meldt, name="meldt_fra"),
    path("meldt-fra/<slug:bydel>/<uuid:tilbakemelding>", tilbakemelding.svar, name="meldt_fra_svar"),
    path("palett", palett.palett, name="palett"),
    path("sok", sok.sok, name="sok"),
    path("sok/lagre", sok.lagre, name="sok_lagre"),
    path("sok/slett", sok.slett, name="sok_slett"),
    path("restanser", lister.restanser, name="restanser"),
    path("forfall", lister.forfall, name="forfall"),
    path("presedens", lister.presedensene, name="presedens"),
    path("kolonner", kolonnevalg.kolonner, name="kolonner"),
    path("fordeling", fordeling.fordeling, name="fordeling"),
    path("fordeling/<slug:bydel>/<uuid:pk>", fordeling.gi_til, name="fordeling_gi"),
    path("virksomhet", innsikt.virksomheter, name="virksomheter"),
    path("virksomhet/<slug:bydel>/handlinger", innsikt.handlingene, name="virksomhet_handlinger"),
    path("virksomhet/<slug:bydel>/rettigheter", innsikt.rettigheter, name="virksomhet_rettigheter"),
]
