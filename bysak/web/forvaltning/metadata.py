"""The elements of its own that a virksomhet declares (virksomhetsspesifikke metadata, krav 6.4.31-6.4.35)."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.arkivstruktur.metadataskjema import opprett_metadatafelt, utgaa_metadatafelt
from bysak.arkivstruktur.models import Metadatafelt
from bysak.organisasjon.tilgang import Rett
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.felter import tekst
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, side, skjema_av, utfoer

HER = "forvaltning_metadata"


@forvaltning("se metadatafelter", Rett.ADMINISTRERE)
def feltene(request: Forespoersel) -> HttpResponse:
    """Every declared element, those out of use last."""
    alle = Metadatafelt.objects.order_by("utgaatt_dato", "enhet", "navn")
    return side(request, "forvaltning/metadata.html", HER, {"feltene": alle})


class NyttFelt(Skjema):
    """A declared element: where it stands, what it is called, and which values it takes."""

    enhet = forms.ChoiceField(label=gettext_lazy("Hører til"))
    navn = tekst(gettext_lazy("Navn i uttrekk"), hjelp=gettext_lazy("Små bokstaver a–z, tall og bindestrek."))
    ledetekst = tekst(gettext_lazy("Ledetekst"))
    verditype = forms.ChoiceField(label=gettext_lazy("Slags verdi"))
    valg = tekst(gettext_lazy("Valg"), maa=False, lang=True, hjelp=gettext_lazy("Ett på hver linje, for en valgliste."))
    paakrevd = forms.BooleanField(label=gettext_lazy("Må fylles ut"), required=False)


@forvaltning("opprett metadatafelt", Rett.ADMINISTRERE)
def nytt_felt(request: Forespoersel) -> HttpResponse:
    """Declare an element."""
    skjema = skjema_av(request, NyttFelt)
    for navn, valg in (("enhet", Metadatafelt.Enhet.choices), ("verditype", Metadatafelt.Verditype.choices)):
        skjema.fields[navn].choices = [("", _("Velg")), *((v, _(t)) for v, t in valg)]  # type: ignore[attr-defined]

    def gjoer(data: dict[str, Any]) -> str:
        felt = opprett_metadatafelt(av=request.aktoer, **data | {"valg": data["valg"].splitlines()})
        return _("%(navn)s er opprettet.") % {"navn": felt.ledetekst}

    return utfoer(request, Handling(HER, _("Nytt felt"), _("Opprett"), adresse(request, HER)), skjema, gjoer)


@forvaltning("ta metadatafelt ut av bruk", Rett.ADMINISTRERE)
def utgaa(request: Forespoersel, felt: UUID) -> HttpResponse:
    """Take an element out of use; what is filled in stays."""
    det = get_object_or_404(Metadatafelt, pk=felt)

    def gjoer(_data: dict[str, Any]) -> str:
        utgaa_metadatafelt(det, av=request.aktoer)
        return _("%(navn)s er tatt ut av bruk.") % {"navn": det.ledetekst}

    tittel = _("Ta %(navn)s ut av bruk") % {"navn": det.ledetekst}
    handling = Handling(HER, tittel, _("Ta ut av bruk"), adresse(request, HER), _("Det som er fylt ut, blir stående."))
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)
