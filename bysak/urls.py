"""All that the workspace's port answers to: the interface, its consent page, and the workspace."""

from django.urls import include, path

from bysak.api.beskrivelse.visning import dokumentasjon, openapi
from bysak.api.tilgang.urls import sider, under_base

handler400 = "bysak.web.feil.ugyldig"
handler403 = "bysak.web.feil.ikke_tilgang"
handler404 = "bysak.web.feil.finnes_ikke"
handler500 = "bysak.web.feil.feilet"

urlpatterns = [
    path("noark5v5/", include(under_base)),
    path("noark5v5/openapi.json", openapi, name="openapi"),
    path("noark5v5/dokumentasjon", dokumentasjon, name="grensesnittet"),
    *sider,
    path("", include("bysak.web.urls")),
]
