"""What a virksomhet declares itself: elements of its own (krav 6.4.31-6.4.35), hjemler of presedens (krav 2.8.13)."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.arkivstruktur.metadataskjema import opprett_metadatafelt, utgaa_metadatafelt
from bysak.arkivstruktur.models import Metadatafelt, Presedens, Presedenshjemmel
from bysak.arkivstruktur.presedens import ny_hjemmel, utgaa_hjemmel
from bysak.organisasjon.tilgang import Rett, kan
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.felter import tekst
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, side, skjema_av, utfoer

HER = "forvaltning_metadata"
RETTER = (Rett.ADMINISTRERE, Rett.JOURNALFOERE)


@forvaltning("se metadatafelter", *RETTER)
def feltene(request: Forespoersel) -> HttpResponse:
    """Every declared element and every hjemmel, those out of use last."""
    brukt = Presedens.objects.filter(presedens_hjemmel=OuterRef("hjemmel")).order_by().values("presedens_hjemmel")
    hjemler = Presedenshjemmel.objects.annotate(brukt=Subquery(brukt.annotate(n=Count("pk")).values("n")))
    kontekst = {
        "feltene": Metadatafelt.objects.order_by("utgaatt_dato", "enhet", "navn"),
        "hjemler": hjemler.order_by("utgaatt_dato", "hjemmel"), "forvalter": kan(request.aktoer, Rett.ADMINISTRERE),
    }  # fmt: skip
    return side(request, "forvaltning/metadata.html", HER, kontekst)


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


class NyHjemmel(Skjema):
    """A value that the hjemmel of a presedens is chosen from."""

    hjemmel = tekst(gettext_lazy("Hjemmel"), hjelp=gettext_lazy("Slik den siteres, som «fvl § 35»."))


@forvaltning("ny hjemmel for presedens", *RETTER)
def ny_preshjemmel(request: Forespoersel) -> HttpResponse:
    """Register a hjemmel (krav 2.8.13)."""

    def gjoer(data: dict[str, Any]) -> str:
        ny = ny_hjemmel(av=request.aktoer, **data)
        return _("%(navn)s kan velges på presedenser.") % {"navn": ny.hjemmel}

    handling = Handling(
        HER, _("Ny hjemmel for presedens"), _("Legg til"), adresse(request, HER),
        _("Den som registrerer en presedens, velger blant disse."), forvalter=False,
    )  # fmt: skip
    return utfoer(request, handling, skjema_av(request, NyHjemmel), gjoer)


@forvaltning("ta hjemmel for presedens ut av bruk", *RETTER)
def utgaatt_hjemmel(request: Forespoersel, hjemmel: UUID) -> HttpResponse:
    """Take a hjemmel out of use; the presedenser that have it keep it."""
    den = get_object_or_404(Presedenshjemmel, pk=hjemmel)

    def gjoer(_data: dict[str, Any]) -> str:
        utgaa_hjemmel(den, av=request.aktoer)
        return _("%(navn)s er tatt ut av bruk.") % {"navn": den.hjemmel}

    tittel, hva = _("Ta %(navn)s ut av bruk") % {"navn": den.hjemmel}, _("Presedenser som har den, beholder den.")
    handling = Handling(HER, tittel, _("Ta ut av bruk"), adresse(request, HER), hva, forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)
