"""Classification: the systems, their klasser as a tree, and the next version with what became of each klasse."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.arkivstruktur.klasseversjoner import (
    fjern_overgang,
    hindre_for_ny_versjon,
    legg_til_overgang,
    ny_versjon,
)
from bysak.arkivstruktur.klassifikasjon import (
    SLAG,
    avslutt_klasse,
    avslutt_klassifikasjonssystem,
    endre_klasse,
    endre_klassifikasjonssystem,
    hindre_for_klasseavslutning,
    hindre_for_klasseendring,
    hindre_for_klassesletting,
    hindre_for_klassifikasjonssystem,
    hindre_for_systemavslutning,
    opprett_klasse,
    opprett_klassifikasjonssystem,
    slett_klasse,
)
from bysak.arkivstruktur.models import Klasse, Klasseovergang, Klassifikasjonssystem, Mappe
from bysak.organisasjon.models import Tilgangskode
from bysak.organisasjon.tilgang import Rett, kan
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.enheter import treet
from bysak.web.forvaltning.felter import en_av, tekst
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, side, skjema_av, utfoer
from bysak.web.sak.kassasjon import eget

HER = "forvaltning_klassifikasjon"
RETTER = (Rett.ADMINISTRERE, Rett.KLASSIFISERE)


@forvaltning("se klassifikasjon", *RETTER)
def systemer(request: Forespoersel) -> HttpResponse:
    """The systems, with what is sorted by them."""
    alle = Klassifikasjonssystem.objects.select_related("forloeper").prefetch_related("arkivdeler", "klasser")
    kontekst = {"systemer": alle.order_by("opprettet_dato"), "forvalter": kan(request.aktoer, Rett.ADMINISTRERE)}
    return side(request, "forvaltning/klassifikasjon.html", HER, kontekst)


@forvaltning("se klasser", *RETTER)
def system(request: Forespoersel, system: UUID) -> HttpResponse:
    """The klasser of one system as a tree, each with what carries it on in the next version."""
    det = get_object_or_404(Klassifikasjonssystem, pk=system)
    overganger = Klasseovergang.objects.filter(fra_klasse__klassifikasjonssystem=det).select_related("til_klasse")
    videre: dict[Any, list[Klasseovergang]] = {}
    for o in overganger:
        videre.setdefault(o.fra_klasse_id, []).append(o)
    saker, under = Mappe.objects.filter(klasse=OuterRef("pk")), Klasse.objects.filter(forelder=OuterRef("pk"))
    ubrukte = det.klasser.filter(~Exists(saker), ~Exists(under)).values_list("pk", flat=True)
    kontekst = {
        "det": det, "klasser": treet(list(det.klasser.select_related("kassasjon"))), "ubrukte": set(ubrukte),
        "videre": videre, "kassasjon": eget,
        "arvtaker": det.arvtakere.first(), "forvalter": kan(request.aktoer, Rett.ADMINISTRERE),
    }  # fmt: skip
    return side(request, "forvaltning/klasser.html", HER, kontekst)


class NyttSystem(Skjema):
    """A new system."""

    tittel = tekst(gettext_lazy("Tittel"))
    type = forms.ChoiceField(label=gettext_lazy("Slag"), choices=[("", gettext_lazy("Velg")), *((s, s) for s in SLAG)])
    beskrivelse = tekst(gettext_lazy("Beskrivelse"), maa=False, lang=True)


@forvaltning("opprett klassifikasjonssystem", Rett.ADMINISTRERE)
def nytt_system(request: Forespoersel) -> HttpResponse:
    """Make a system of one of the kinds that Bysak knows (krav 2.4.1, 2.9.7)."""

    def gjoer(data: dict[str, Any]) -> str:
        return _("%(navn)s er opprettet.") % {"navn": opprett_klassifikasjonssystem(av=request.aktoer, **data).tittel}

    handling = Handling(HER, _("Nytt klassifikasjonssystem"), _("Opprett"), adresse(request, HER))
    return utfoer(request, handling, skjema_av(request, NyttSystem), gjoer)


class Omtale(Skjema):
    """Title and description of a system."""

    tittel = tekst(gettext_lazy("Tittel"))
    beskrivelse = tekst(gettext_lazy("Beskrivelse"), maa=False, lang=True)


@forvaltning("endre klassifikasjonssystem", Rett.ADMINISTRERE)
def endre_system(request: Forespoersel, system: UUID) -> HttpResponse:
    """Change what is said of a system."""
    det = get_object_or_404(Klassifikasjonssystem, pk=system)
    skjema = skjema_av(request, Omtale, initial={"tittel": det.tittel, "beskrivelse": det.beskrivelse})

    def gjoer(data: dict[str, Any]) -> str:
        endre_klassifikasjonssystem(det, av=request.aktoer, **data)
        return _("%(navn)s er endret.") % {"navn": data["tittel"]}

    foer = tuple(hindre_for_klassifikasjonssystem(det.tittel, det.klassifikasjonstype, det))
    tittel = _("Endre %(navn)s") % {"navn": det.tittel}
    return utfoer(request, Handling(HER, tittel, _("Lagre"), _til(request, det), "", foer), skjema, gjoer)


def _til(request: Forespoersel, det: Klassifikasjonssystem) -> str:
    return adresse(request, "forvaltning_klasser", system=det.pk)


@forvaltning("avslutt klassifikasjonssystem", Rett.ADMINISTRERE)
def avslutt_system(request: Forespoersel, system: UUID) -> HttpResponse:
    """Close a system: no new klasser and no new cases."""
    det = get_object_or_404(Klassifikasjonssystem, pk=system)

    def gjoer(_data: dict[str, Any]) -> str:
        avslutt_klassifikasjonssystem(det, av=request.aktoer)
        return _("%(navn)s er avsluttet.") % {"navn": det.tittel}

    hva, foer = _("Systemet tar ikke imot nye klasser eller saker."), tuple(hindre_for_systemavslutning(det))
    tittel = _("Avslutt %(navn)s") % {"navn": det.tittel}
    handling = Handling(HER, tittel, _("Avslutt"), _til(request, det), hva, foer)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


class NyVersjon(Skjema):
    """The title of the next version."""

    tittel = tekst(gettext_lazy("Tittel"))


@forvaltning("ny versjon av klassifikasjon", Rett.ADMINISTRERE)
def versjon(request: Forespoersel, system: UUID) -> HttpResponse:
    """Copy a system with its open klasser, each mapped to the one it carries on."""
    det = get_object_or_404(Klassifikasjonssystem, pk=system)

    def gjoer(data: dict[str, Any]) -> str:
        return _("%(navn)s er opprettet.") % {"navn": ny_versjon(det, av=request.aktoer, **data).tittel}

    hva = _("De åpne klassene kopieres. Perioder som brukes nå, går videre på den gamle versjonen.")
    foer = tuple(hindre_for_ny_versjon(det, "-"))
    tittel = _("Ny versjon av %(navn)s") % {"navn": det.tittel}
    handling = Handling(HER, tittel, _("Lag ny versjon"), adresse(request, HER), hva, foer)
    return utfoer(request, handling, skjema_av(request, NyVersjon), gjoer)


class KlasseOmtale(Omtale):
    """What is said of a klasse."""

    noekkelord = tekst(gettext_lazy("Nøkkelord"), maa=False, hjelp=gettext_lazy("Skill med komma."))


class NyKlasse(KlasseOmtale):
    """A new klasse, with what cases in it take from it."""

    klasse_id = tekst(gettext_lazy("Klasse-ID"))
    aldri_paa_nett = forms.BooleanField(label=gettext_lazy("Saker her vises aldri på nett"), required=False)
    field_order = ("klasse_id", "tittel", "forelder", "tilgangskode")


@forvaltning("opprett klasse", Rett.KLASSIFISERE)
def ny_klasse(request: Forespoersel, system: UUID) -> HttpResponse:
    """Make a klasse at the top or under another (krav 2.4.1-2.4.3, 2.4.6)."""
    det = get_object_or_404(Klassifikasjonssystem, pk=system)
    skjema = skjema_av(request, NyKlasse, initial={"forelder": request.GET.get("under", "")})
    aapne = det.klasser.filter(avsluttet_dato__isnull=True)
    skjema.fields["forelder"] = en_av(aapne, _("Ligger under"), maa=False, tom=_("Øverst"))
    koder = Tilgangskode.objects.filter(utgaatt_dato__isnull=True)
    skjema.fields["tilgangskode"] = en_av(koder, _("Tilgangskode for saker her"), maa=False, tom=_("Ingen"))
    skjema.order_fields(NyKlasse.field_order)

    def gjoer(data: dict[str, Any]) -> str:
        kode = data["tilgangskode"].pk if data["tilgangskode"] else None
        data |= {"noekkelord": data["noekkelord"].split(","), "tilgangskode": kode}
        return _("%(navn)s er opprettet.") % {"navn": opprett_klasse(det, av=request.aktoer, **data)}

    handling = Handling(HER, _("Ny klasse"), _("Opprett"), _til(request, det), forvalter=False)
    return utfoer(request, handling, skjema, gjoer)


@forvaltning("endre klasse", Rett.KLASSIFISERE)
def endre(request: Forespoersel, klasse: UUID) -> HttpResponse:
    """Change what is said of a klasse; its id never changes."""
    den = get_object_or_404(Klasse.objects.select_related("klassifikasjonssystem"), pk=klasse)
    foerst = {"tittel": den.tittel, "beskrivelse": den.beskrivelse, "noekkelord": ", ".join(den.noekkelord)}

    def gjoer(data: dict[str, Any]) -> str:
        endre_klasse(den, av=request.aktoer, **data | {"noekkelord": data["noekkelord"].split(",")})
        return _("%(navn)s er endret.") % {"navn": den}

    foer = tuple(hindre_for_klasseendring(den, den.tittel))
    til, tittel = _til(request, den.klassifikasjonssystem), _("Endre %(navn)s") % {"navn": den}
    handling = Handling(HER, tittel, _("Lagre"), til, "", foer, forvalter=False)
    return utfoer(request, handling, skjema_av(request, KlasseOmtale, initial=foerst), gjoer)


@forvaltning("avslutt klasse", Rett.KLASSIFISERE)
def avslutt(request: Forespoersel, klasse: UUID) -> HttpResponse:
    """Close a klasse: it takes no new cases (krav 2.4.5)."""
    den = get_object_or_404(Klasse.objects.select_related("klassifikasjonssystem"), pk=klasse)

    def gjoer(_data: dict[str, Any]) -> str:
        avslutt_klasse(den, av=request.aktoer)
        return _("%(navn)s er avsluttet.") % {"navn": den}

    hva, foer = (
        _("Klassen tar ikke imot nye saker. De som er der, går videre."),
        tuple(hindre_for_klasseavslutning(den)),
    )
    til, tittel = _til(request, den.klassifikasjonssystem), _("Avslutt %(navn)s") % {"navn": den}
    handling = Handling(HER, tittel, _("Avslutt"), til, hva, foer, forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("slett klasse", Rett.ADMINISTRERE)
def slett(request: Forespoersel, klasse: UUID) -> HttpResponse:
    """Delete a klasse that was never used (krav 2.2.1)."""
    den = get_object_or_404(Klasse.objects.select_related("klassifikasjonssystem"), pk=klasse)
    navn = str(den)

    def gjoer(_data: dict[str, Any]) -> str:
        slett_klasse(den, av=request.aktoer)
        return _("%(navn)s er slettet.") % {"navn": navn}

    hva, foer = _("Bare en klasse som aldri har vært i bruk, kan slettes."), tuple(hindre_for_klassesletting(den))
    til, tittel = _til(request, den.klassifikasjonssystem), _("Slett %(navn)s") % {"navn": navn}
    handling = Handling(HER, tittel, _("Slett klassen"), til, hva, foer)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("legg til overgang", Rett.KLASSIFISERE)
def overgang(request: Forespoersel, klasse: UUID) -> HttpResponse:
    """Say which klasse of the next version carries this one on."""
    fra = get_object_or_404(Klasse.objects.select_related("klassifikasjonssystem"), pk=klasse)
    nye = Klasse.objects.filter(klassifikasjonssystem__forloeper=fra.klassifikasjonssystem)
    skjema = skjema_av(request, Skjema)
    skjema.fields["til"] = en_av(nye, _("Klasse i neste versjon"))

    def gjoer(data: dict[str, Any]) -> str:
        legg_til_overgang(fra, til=data["til"], av=request.aktoer)
        return _("%(fra)s går over til %(til)s.") % {"fra": fra.klasse_id, "til": data["til"].klasse_id}

    hva = _("En klasse kan deles i flere, og flere kan slås sammen til en.")
    tittel, til = _("Overgang fra %(navn)s") % {"navn": fra}, _til(request, fra.klassifikasjonssystem)
    return utfoer(request, Handling(HER, tittel, _("Legg til"), til, hva, forvalter=False), skjema, gjoer)


@forvaltning("fjern overgang", Rett.KLASSIFISERE)
def uten_overgang(request: Forespoersel, overgang: UUID) -> HttpResponse:
    """Take back that one klasse carries on another."""
    rader = Klasseovergang.objects.select_related("fra_klasse__klassifikasjonssystem", "til_klasse")
    o = get_object_or_404(rader, pk=overgang)
    navn = {"fra": o.fra_klasse.klasse_id, "til": o.til_klasse.klasse_id}

    def gjoer(_data: dict[str, Any]) -> str:
        fjern_overgang(o, av=request.aktoer)
        return _("Overgangen fra %(fra)s til %(til)s er fjernet.") % navn

    tittel, til = (
        _("Fjern overgangen fra %(fra)s til %(til)s") % navn,
        _til(request, o.fra_klasse.klassifikasjonssystem),
    )
    handling = Handling(HER, tittel, _("Fjern"), til, forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)
