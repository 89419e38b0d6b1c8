"""The journal of a day as a file: what is out, and what is on its way, in the form the public gets (offlf § 6)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bysak.journal.linje import Linje
from bysak.journal.models import OffentligInnfoersel
from bysak.journal.utvalg import Kandidat, dagen
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import ser
from bysak.web.nedlasting import Liste


def dagsliste(av: Aktoer, virksomhet: Virksomhet, dato: date) -> Liste:
    """By løpenummer. A line that is held, or that this person may not see, has its number and nothing more.

    Lines that are never online are not in it, as they are not on the page (offlf § 9 femte ledd).
    """
    utvalg = dagen(virksomhet, dato)
    ute = OffentligInnfoersel.objects.filter(
        virksomhet=virksomhet, journaldato=dato, gjeldende=True, trukket_tid__isnull=True
    )
    rader = [_rad(r, [p["navn"] for p in r.parter], _("Publisert")) for r in ute]
    for kandidater, tilstand in (
        (utvalg.klare, _("Klar")), (utvalg.med_funn, _("Funn som stopper linjen")),
        (utvalg.trekkes, _("Trekkes tilbake")),
    ):  # fmt: skip
        rader += [_kandidat(av, k, tilstand) for k in kandidater]
    rader += [_uten_tekst(k.linje, _("Holdt tilbake")) for k in utvalg.holdt]
    kolonner = (
        _("Løpenummer"), _("Dokument"), _("Type"), _("Journaldato"), _("Dokumentdato"), _("Offentlig tittel"),
        _("Sakstittel"), _("Parter"), _("Hjemmel"), _("Tilstand"),
    )  # fmt: skip
    navn = _("Offentlig journal, %(bydel)s") % {"bydel": f"{virksomhet.navn} {dato:%d.%m.%Y}"}
    sortert = [[f"{nummer}/{aar}", *resten] for (aar, nummer), *resten in sorted(rader, key=lambda r: r[0])]
    return Liste(f"journal-{virksomhet.kode}-{dato.isoformat()}", navn, kolonner, sortert)


def _kandidat(av: Aktoer, kandidat: Kandidat, tilstand: str) -> list[Any]:
    linje = kandidat.linje
    if not ser(av, kandidat.jp):
        return _uten_tekst(linje, tilstand)
    return _rad(linje, [p.navn for p in linje.parter], tilstand)


def _uten_tekst(linje: Linje, tilstand: str) -> list[Any]:
    return [*_nummer(linje), *[""] * 6, tilstand]


def _nummer(rad: Linje | OffentligInnfoersel) -> list[Any]:
    dokument = f"{rad.saksaar}/{rad.sakssekvensnummer}-{rad.journalpostnummer}"
    return [(rad.journalaar or 0, rad.journalsekvensnummer or 0), dokument, rad.type]


def _rad(rad: Linje | OffentligInnfoersel, parter: Sequence[str], tilstand: str) -> list[Any]:
    dager = [f"{d:%d.%m.%Y}" if d else "" for d in (rad.journaldato, rad.dokumentets_dato)]
    return [*_nummer(rad), *dager, rad.tittel, rad.sakstittel, ", ".join(parter), rad.hjemmel, tilstand]
