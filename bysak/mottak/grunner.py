"""Why an item may end without being registered: what is standard, what Byarkivet has set, what a virksomhet has set.

LESMEG: inside an open arbeid. The closest goes first, by its code. What an item got is kept on it in words, so that
nobody who changes a reason changes what was decided.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.models import ny_id
from bysak.kjerne.tekstvask import er_blank
from bysak.mottak.models import Fellesgrunn, Utfall, Utfallsgrunn
from bysak.mottak.svartekst import SPRAAK, hindre_for_mal, standardsvar
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev

# What has neither been subject to case handling nor has value as documentation (arkivforskrifta § 9; journalregler 1).
GRUNNER: dict[str, Any] = {
    "reklame": gettext_lazy("Reklame eller nyhetsbrev"),
    "soeppel": gettext_lazy("Søppelpost"),
    "automatisk": gettext_lazy("Automatisk svar uten innhold"),
    "internt": gettext_lazy("Intern melding uten saksbehandling"),
    "privat": gettext_lazy("Privat melding"),
    "arkivbegrenset": gettext_lazy("Arkivbegrenset: trykksak, kopi eller utkast"),
    "annet": gettext_lazy("Annet (forklar i merknaden)"),
}
AVVIST_GRUNNER: dict[str, Any] = {
    "uleselig": gettext_lazy("Kan ikke leses"),
    "feil_mottaker": gettext_lazy("Gjelder ikke kommunen"),
    "skadelig": gettext_lazy("Inneholder skadelig programvare"),
    "annet": gettext_lazy("Annet (forklar i merknaden)"),
}
STANDARD = {Utfall.IKKE_JOURNALPLIKTIG.value: GRUNNER, Utfall.AVVIST.value: AVVIST_GRUNNER}


@dataclass(frozen=True)
class Grunn:
    """A reason. opphav: who has set it, `standard`, `felles` or `egen`. svar: the answer's text by language."""

    kode: str
    navn: str
    svar: Mapping[str, str] = field(default_factory=dict)
    opphav: str = "standard"
    tatt_bort: bool = False

    def tekst(self, spraak: str) -> str:
        """The answer's text as a template, in a language."""
        return self.svar.get(spraak) or standardsvar(self.kode, spraak)


def alle_grunner(utfall: str, virksomhet_id: int | None) -> list[Grunn]:
    """All of an outcome, also those taken away; «annet» is always last, and always there."""
    return _samlet(utfall, _satt(utfall, virksomhet_id))


def _satt(utfall: str, virksomhet_id: int | None) -> list[Grunn]:
    """What has been set, Byarkivet's own first, each by name. One question."""
    felt = ("kode", "navn", "opphav", "tatt_bort", *(f"svar_{s}" for s in SPRAAK))
    rader = Fellesgrunn.objects.filter(utfall=utfall).annotate(opphav=Value("felles")).values_list(*felt)
    if virksomhet_id is not None:
        egne = Utfallsgrunn.objects.filter(utfall=utfall, virksomhet_id=virksomhet_id).annotate(opphav=Value("egen"))
        rader = rader.union(egne.values_list(*felt), all=True)
    return [
        Grunn(kode, navn, dict(zip(SPRAAK, svar, strict=True)), opphav, tatt_bort)
        for kode, navn, opphav, tatt_bort, *svar in rader.order_by("-opphav", "navn")
    ]


def _samlet(utfall: str, satt: Iterable[Grunn]) -> list[Grunn]:
    funnet = {kode: Grunn(kode, str(navn)) for kode, navn in STANDARD[utfall].items()}
    annet = funnet.pop("annet")
    for ny in satt:
        if ny.kode == annet.kode:
            annet = replace(ny, tatt_bort=False)
        else:
            funnet[ny.kode] = ny
    return [*funnet.values(), annet]


def grunner(utfall: str, virksomhet_id: int | None) -> list[Grunn]:
    """Those that may be chosen; without a virksomhet, those that hold everywhere."""
    return [g for g in alle_grunner(utfall, virksomhet_id) if not g.tatt_bort]


def grunner_her_og_overalt(utfall: str, virksomhet_id: int | None) -> tuple[list[Grunn], list[Grunn]]:
    """Those that may be chosen in a virksomhet, and those that may be chosen everywhere. One question."""
    satt = _satt(utfall, virksomhet_id)
    her, overalt = (_samlet(utfall, rader) for rader in (satt, [g for g in satt if g.opphav == "felles"]))
    return [g for g in her if not g.tatt_bort], [g for g in overalt if not g.tatt_bort]


def hindre_for_grunn(utfall: str, virksomhet_id: int, grunnkode: str, merknad: str) -> Iterator[Hinder]:
    """What is wrong with a choice: none from the list, or «annet» without a word."""
    if grunnkode not in {g.kode for g in grunner(utfall, virksomhet_id)}:
        yield Hinder("grunn.mangler", _("Velg en grunn fra listen."), felt="grunnkode")
    elif grunnkode == "annet" and er_blank(merknad):
        yield Hinder("grunn.uten_merknad", _("Forklar grunnen i merknaden."), felt="merknad")


def navn_paa_grunn(utfall: str, virksomhet_id: int, grunnkode: str) -> str:
    """What a reason that may be chosen is called."""
    return next(g.navn for g in grunner(utfall, virksomhet_id) if g.kode == grunnkode)


def hindre_for_ny_grunn(utfall: str, navn: str, svar: Mapping[str, str]) -> Iterator[Hinder]:
    """What is wrong with a reason: an outcome without reasons, no name, or a text with unknown fields."""
    if utfall not in STANDARD:
        yield Hinder("grunn.utfall", _("Velg hvilket utfall grunnen gjelder."), felt="utfall")
    if er_blank(navn):
        yield Hinder("grunn.uten_navn", _("Skriv hva grunnen heter."), felt="navn")
    for spraak, tekst in svar.items():
        yield from hindre_for_mal(tekst, felt=f"svar_{spraak}")


def sett_grunn(
    utfall: str, *, navn: str, svar: Mapping[str, str], av: Aktoer, kode: str = "", tatt_bort: bool = False
) -> Fellesgrunn | Utfallsgrunn:
    """Make a reason, or change one by its code; in the archive service it holds for all. Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_ny_grunn(utfall, navn, svar))
    # The texts that are as they always were are not kept: then they follow the standard when it is mended.
    egne = {f"svar_{s}": "" if t.strip() == standardsvar(kode, s).strip() else t.strip() for s, t in svar.items()}
    verdier = {"navn": navn.strip(), "tatt_bort": tatt_bort, **egne}
    kode = kode or f"egen-{ny_id().hex[-12:]}"
    if _er_felles():
        return Fellesgrunn.objects.update_or_create(utfall=utfall, kode=kode, defaults=verdier)[0]
    return Utfallsgrunn.objects.update_or_create(
        virksomhet_id=gjeldende_virksomhet(), utfall=utfall, kode=kode, defaults=verdier
    )[0]


def fjern_grunn(utfall: str, *, kode: str, av: Aktoer) -> None:
    """Drop what was set here: a standard reason is as it was, one of our own is gone."""
    krev(av, Rett.ADMINISTRERE)
    if _er_felles():
        Fellesgrunn.objects.filter(utfall=utfall, kode=kode).delete()
    else:
        Utfallsgrunn.objects.filter(virksomhet_id=gjeldende_virksomhet(), utfall=utfall, kode=kode).delete()


def _er_felles() -> bool:
    return Virksomhet.objects.get(pk=gjeldende_virksomhet()).er_arkivtjeneste
