"""Addresses of the acts: one for each line of the table, under the case or the entry it is done to."""

from django.urls import path

from bysak.web.handling import flere, utfoer
from bysak.web.handling.tabell import FOR_POST, FOR_SAK

_SAK = "saker/<slug:bydel>/<int:aar>/<int:nr>"
_POST = _SAK + "/<int:postnr>"

urlpatterns = [
    path("flere", flere.flere, name="flere"),
    path("flere/angre", flere.angre, name="flere_angre"),
    *(path(f"{_SAK}/{k.replace('_', '-')}", utfoer.sak_handling, {"kode": k}, f"sak_{k}") for k in FOR_SAK),
    *(path(f"{_POST}/{k.replace('_', '-')}", utfoer.post_handling, {"kode": k}, f"journalpost_{k}") for k in FOR_POST),
]
