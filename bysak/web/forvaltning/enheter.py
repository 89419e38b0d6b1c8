"""Units of a virksomhet: the tree, new ones, moved and closed ones (krav 4.2.1-4.2.3)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.organisasjon.enheter import (
    hindre_for_nedleggelse,
    hindre_for_plassering,
    legg_ned_enhet,
    med_underenheter,
    opprett_enhet,
    plasser_enhet,
)
from bysak.organisasjon.models import AdministrativEnhet
from bysak.organisasjon.tilgang import Rett
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.felter import en_av, tekst
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, side, skjema_av, utfoer

HER = "forvaltning_enheter"
OEVERST = gettext_lazy("Øverst")


def treet(alle: list[Any]) -> list[tuple[Any, int]]:
    """Rows that point at the one above, as a tree read from the top: each with its depth."""
    under: dict[Any, list[Any]] = {}
    for rad in alle:
        under.setdefault(getattr(rad, "overordnet_id", None) or getattr(rad, "forelder_id", None), []).append(rad)

    def gaa(over: Any, dybde: int) -> Iterator[tuple[Any, int]]:
        for rad in under.get(over, []):
            yield rad, dybde
            yield from gaa(rad.pk, dybde + 1)

    return list(gaa(None, 0))


@forvaltning("se enheter", Rett.ADMINISTRERE)
def enheter(request: Forespoersel) -> HttpResponse:
    """The units as a tree, the closed ones with the time they were active (krav 4.2.2)."""
    return side(request, "forvaltning/enheter.html", HER, {"rader": treet(list(AdministrativEnhet.objects.all()))})


class NyEnhet(Skjema):
    """A new unit."""

    navn = tekst(gettext_lazy("Navn"), hjelp=gettext_lazy("Et navn brukes aldri om igjen."))
    kortnavn = tekst(gettext_lazy("Kortnavn"), maa=False)


def _over(unntatt: list[AdministrativEnhet] | None = None) -> Any:
    aapne = AdministrativEnhet.objects.filter(avsluttet_dato__isnull=True)
    aapne = aapne.exclude(pk__in=[e.pk for e in unntatt or []])
    return en_av(aapne, _("Ligger under"), maa=False, tom=OEVERST)


@forvaltning("opprett enhet", Rett.ADMINISTRERE)
def ny_enhet(request: Forespoersel) -> HttpResponse:
    """Make a unit, at the top or under another."""
    skjema = skjema_av(request, NyEnhet)
    skjema.fields["overordnet"] = _over()

    def gjoer(data: dict[str, Any]) -> str:
        return _("%(navn)s er opprettet.") % {"navn": opprett_enhet(av=request.aktoer, **data).navn}

    return utfoer(request, Handling(HER, _("Ny enhet"), _("Opprett"), adresse(request, HER)), skjema, gjoer)


@forvaltning("flytt enhet", Rett.ADMINISTRERE)
def flytt_enhet(request: Forespoersel, enhet: UUID) -> HttpResponse:
    """Move a unit, with those below it."""
    den = get_object_or_404(AdministrativEnhet, pk=enhet)
    skjema = skjema_av(request, Skjema, initial={"overordnet": den.overordnet_id})
    skjema.fields["overordnet"] = _over(med_underenheter(den))

    def gjoer(data: dict[str, Any]) -> str:
        plasser_enhet(den, overordnet=data["overordnet"], av=request.aktoer)
        return _("%(navn)s er flyttet.") % {"navn": den.navn}

    hva = _("Enhetene under følger med.")
    foer = tuple(hindre_for_plassering(den, None))
    tittel = _("Flytt %(navn)s") % {"navn": den.navn}
    return utfoer(request, Handling(HER, tittel, _("Flytt"), adresse(request, HER), hva, foer), skjema, gjoer)


@forvaltning("legg ned enhet", Rett.ADMINISTRERE)
def legg_ned(request: Forespoersel, enhet: UUID) -> HttpResponse:
    """Close a unit; it stays with its time (krav 4.2.3)."""
    den = get_object_or_404(AdministrativEnhet, pk=enhet)

    def gjoer(_data: dict[str, Any]) -> str:
        legg_ned_enhet(den, av=request.aktoer)
        return _("%(navn)s er lagt ned.") % {"navn": den.navn}

    hva = _("Enheten tar ikke imot noe nytt. Det som er gjort i den, blir stående.")
    foer = tuple(hindre_for_nedleggelse(den))
    handling = Handling(
        HER, _("Legg ned %(navn)s") % {"navn": den.navn}, _("Legg ned"), adresse(request, HER), hva, foer
    )
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)
