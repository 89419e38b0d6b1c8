"""Formats: the list of arkivformater, when documents are converted, what is missing, what waits, and what may go."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bysak.arkivstruktur.formater import (
    godkjenn_format,
    hindre_for_aa_stryke,
    konverteringsregel,
    sett_konverteringsregel,
    stryk_format,
)
from bysak.arkivstruktur.formatkontroll import Formatlinje, formatrapport
from bysak.arkivstruktur.koder import Journalstatus, Slettingstype
from bysak.arkivstruktur.konvertering import proev_igjen, venter_paa_konvertering
from bysak.arkivstruktur.models import Arkivformat, Dokumentobjekt, Konverteringsfeil
from bysak.arkivstruktur.sletting import eldre_versjoner, produksjonsformater, slett_filer, varianter
from bysak.kjerne.hinder import Hindret
from bysak.organisasjon.tilgang import Rett, kan
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.felter import flere, tekst
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, side, skjema_av, utfoer
from bysak.web.forvaltning.retter import som_csv

HER = "forvaltning_formater"
RETTER = (Rett.ADMINISTRERE, Rett.JOURNALFOERE)
LINJER = 200
ALT = 100_000


@forvaltning("se formater", *RETTER)
def formater(request: Forespoersel) -> HttpResponse:
    """The list of arkivformater, the rule of conversion, and what waits or has failed (krav 2.7.9-2.7.12)."""
    regel, navn = konverteringsregel(), dict(Journalstatus.choices)
    kontekst = {
        "formatene": Arkivformat.objects.all(), "regel": regel, "statuser": [navn[s] for s in regel.ved_statuser],
        "venter": list(venter_paa_konvertering(request.aktoer)[:LINJER]),
        "forvalter": kan(request.aktoer, Rett.ADMINISTRERE), "arkivar": kan(request.aktoer, Rett.JOURNALFOERE),
    }  # fmt: skip
    return side(request, "forvaltning/formater.html", HER, kontekst)


class NyttFormat(Skjema):
    """A format for the list."""

    pronom = tekst(gettext_lazy("PRONOM-nummer"), hjelp=gettext_lazy("For eksempel fmt/477."))
    navn = tekst(gettext_lazy("Navn"))


@forvaltning("godkjenn format", Rett.ADMINISTRERE)
def nytt_format(request: Forespoersel) -> HttpResponse:
    """Put a format on the list of arkivformater (krav 2.7.9)."""

    def gjoer(data: dict[str, Any]) -> str:
        return _("%(navn)s er et arkivformat fra nå av.") % {"navn": godkjenn_format(av=request.aktoer, **data).navn}

    handling = Handling(HER, _("Nytt arkivformat"), _("Godkjenn"), adresse(request, HER))
    return utfoer(request, handling, skjema_av(request, NyttFormat), gjoer)


@forvaltning("stryk format", Rett.ADMINISTRERE)
def stryk(request: Forespoersel, format: UUID) -> HttpResponse:
    """Take a format off the list; what is in it shows up in the report."""
    det = get_object_or_404(Arkivformat, pk=format)

    def gjoer(_data: dict[str, Any]) -> str:
        stryk_format(det, av=request.aktoer)
        return _("%(navn)s er ikke lenger et arkivformat.") % {"navn": det.navn}

    hva, foer = _("Dokumenter i formatet kommer med i formatkontrollen."), tuple(hindre_for_aa_stryke(det))
    tittel = _("Stryk %(navn)s") % {"navn": det.navn}
    handling = Handling(HER, tittel, _("Stryk"), adresse(request, HER), hva, foer)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


class Regel(Skjema):
    """When documents are converted."""

    ved_statuser = flere(gettext_lazy("Når journalposten er"))
    ved_ferdigstilling = forms.BooleanField(label=gettext_lazy("Når dokumentet er ferdigstilt"), required=False)
    alle_versjoner = forms.BooleanField(label=gettext_lazy("Også eldre versjoner"), required=False)


@forvaltning("sett konverteringsregel", Rett.ADMINISTRERE)
def regel(request: Forespoersel) -> HttpResponse:
    """Say when documents are converted; it works at once, on old documents too (krav 2.7.10-2.7.12)."""
    naa = konverteringsregel()
    skjema = skjema_av(request, Regel, initial={navn: getattr(naa, navn) for navn in Regel.base_fields})
    skjema.fields["ved_statuser"].choices = [(s, _(n)) for s, n in Journalstatus.choices]  # type: ignore[attr-defined]

    def gjoer(data: dict[str, Any]) -> str:
        sett_konverteringsregel(av=request.aktoer, **data)
        return _("Regelen gjelder fra nå av.")

    hva = _("Regelen gjelder straks, også for dokumenter som er her fra før.")
    handling = Handling(HER, _("Når dokumenter konverteres"), _("Lagre"), adresse(request, HER), hva)
    return utfoer(request, handling, skjema, gjoer)


@forvaltning("prøv konvertering igjen", Rett.JOURNALFOERE)
def igjen(request: Forespoersel, objekt: UUID) -> HttpResponse:
    """Let the next round try a file that failed."""
    fil = venter_paa_konvertering(request.aktoer).filter(pk=objekt).first()
    if fil is None:
        raise Http404

    def gjoer(_data: dict[str, Any]) -> str:
        proev_igjen(fil, av=request.aktoer)
        return _("%(fil)s prøves igjen om litt.") % {"fil": fil}

    tittel, til = _("Prøv %(fil)s igjen") % {"fil": fil}, adresse(request, HER)
    feil = Konverteringsfeil.objects.filter(dokumentobjekt=fil).first()
    handling = Handling(HER, tittel, _("Prøv igjen"), til, feil.melding if feil else "", forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("formatkontroll", *RETTER)
def kontroll(request: Forespoersel) -> HttpResponse:
    """What is not in arkivformat, at each level, with the place of each document; the same as CSV (krav 2.7.13)."""
    hopp = int(request.GET["hopp"]) if request.GET.get("hopp", "").isdecimal() else 0
    if request.GET.get("som") == "csv":
        rader = [_linje(linje) for linje in formatrapport(request.aktoer, grense=ALT).linjer]
        return som_csv("formatkontroll", [_("Journalpost"), _("Dokument"), _("Fil"), _("Format"), _("Hvorfor")], rader)
    rapport = formatrapport(request.aktoer, grense=LINJER, hopp=min(hopp, ALT))
    linjer = [(linje, _sted(request, linje)) for linje in rapport.linjer]
    neste = f"?hopp={hopp + LINJER}" if len(linjer) == LINJER else ""
    return side(request, "forvaltning/formatkontroll.html", HER, {"rapport": rapport, "linjer": linjer, "neste": neste})


def _linje(linje: Formatlinje) -> list[str]:
    fil = linje.objekt
    return [
        linje.registrering.registrerings_id, linje.dokument.tittel, fil.filnavn if fil else "",
        fil.format if fil else "", str(linje.grunn),
    ]  # fmt: skip


def _sted(request: Forespoersel, linje: Formatlinje) -> str:
    """The address of the entry, when it is one in a case."""
    post, sak = linje.registrering, linje.mappe
    if post.journalpostnummer is None or sak is None or sak.saksaar is None:
        return ""
    hvor = {"aar": sak.saksaar, "nr": sak.sakssekvensnummer, "postnr": post.journalpostnummer}
    return adresse(request, "journalpost", **hvor)


# Which list of files that may go, by the part of the address.
UTVALG = {
    "versjoner": (Slettingstype.TIDLIGERE_VERSJON, gettext_lazy("Eldre versjoner"), eldre_versjoner),
    "varianter": (Slettingstype.SLADDET, gettext_lazy("Skjermede varianter"), varianter),
    "produksjonsformat": (
        Slettingstype.PRODUKSJONSFORMAT, gettext_lazy("Produksjonsformater"),
        lambda av: produksjonsformater(av, konvertert=True),
    ),
}  # fmt: skip


@forvaltning("slett overflødige filer", Rett.JOURNALFOERE)
def slettbare(request: Forespoersel, utvalg: str) -> HttpResponse:
    """Files that may go, searched out first; many are deleted at a time (krav 2.7.14-2.7.25)."""
    if utvalg not in UTVALG:
        raise Http404
    som, navn, finn = UTVALG[utvalg]
    filer: list[Dokumentobjekt] = list(finn(request.aktoer)[:LINJER])
    skjema = skjema_av(request, Skjema)
    skjema.fields["filer"] = flere(_("Filer"), [(str(f.pk), _filtekst(f)) for f in filer])

    def gjoer(data: dict[str, Any]) -> str:
        slettet = slett_filer([f for f in filer if str(f.pk) in data["filer"]], som=som, av=request.aktoer)
        if slettet.hindre and not slettet.antall:
            raise Hindret(slettet.hindre)
        melding = ngettext("%(n)s fil er slettet.", "%(n)s filer er slettet.", slettet.antall) % {"n": slettet.antall}
        return " ".join([melding, *(h.tekst for h in slettet.hindre)])

    hva = _("Siste versjon og eksemplaret i arkivformat blir alltid stående. Loggen sier hva som er slettet.")
    handling = Handling(HER, str(navn), _("Slett valgte"), request.path, hva, forvalter=False)
    return utfoer(request, handling, skjema, gjoer)


def _filtekst(fil: Dokumentobjekt) -> str:
    return _("%(dokument)s, versjon %(nr)s (%(fil)s, %(format)s)") % {
        "dokument": fil.dokumentbeskrivelse.tittel, "nr": fil.versjonsnummer, "fil": fil, "format": fil.format,
    }  # fmt: skip
