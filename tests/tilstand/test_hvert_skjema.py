"""Every form that the workspace has, found on its pages, with what it must never be given in each of its fields.

Never a 500, never a write that should not be, and a no is a page that says what to do.
"""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.merknader import ny_merknad
from bysak.arkivstruktur.models import Arkivdel, Klasse, Mappe
from bysak.arkivstruktur.parter import ny_part
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Endring
from bysak.organisasjon.models import AdministrativEnhet
from bysak.web.forvaltning.bekreftelse import BEKREFTET
from tests.klient import klient
from tests.nettleser.sider import lag_objekter
from tests.saker import en_fil, en_sak, et_brev
from tests.tilstand.skjemaene import Skjemaet, adressene, finn, kropp, rutenavn
from tests.tilstand.test_fiendtlige_skjema import er_forstaaelig
from tests.verden import bruker, som

pytestmark = [pytest.mark.treg]

TEKST = (
    "", " ", "\u200b\u200d", "a\0b", "a\x07\x1b[2Jb", "\u202egnp.exe", "\ud800", "x" * 20_000, "e\u0301" * 3_000,
    "<script>alert(1)</script>", "' or 1=1 --", "👩🏽‍🚒", "{{ 7*7 }} %s%n", "../../etc/passwd",
)  # fmt: skip
TALL = ("-1", "0", "9" * 40, "1e400", "1,5", "٣", "NaN")
DATO = (
    "31.02.2026", "2026-02-31", "0000-00-00", "01.01.0001", "0001-01-01", "9999-12-31", "31.12.9999 23.59",
    "01.01.10000", "2026-11-22T25:61", "12.11.26",
)  # fmt: skip
UKJENT = "01a2037f-de4e-727b-b393-a0a827509caf"
# How many bad values each field gets alone; «GANG=10» tries longer.
HVER = int(os.environ.get("GANG", "1"))
FOLK = ("kari", "siv", "nora", "ola")


@pytest.fixture(scope="module")
def fremmed(modulens_database: str) -> list[str]:
    """Ids of what another virksomhet has."""
    with som("kari", "sagene") as kari:
        sak = en_sak(kari)
        jp = et_brev(sak, kari, journalfoert=True)
        return [
            str(pk)
            for pk in (
                sak.pk, jp.pk, en_fil(jp, kari).pk, ny_part(sak, navn="Ebba", rolle="søker", av=kari).pk,
                Klasse.objects.all()[0].pk, Arkivdel.objects.all()[0].pk, AdministrativEnhet.objects.all()[0].pk,
                bruker("lise").pk,
            )
        ]  # fmt: skip


@pytest.fixture(scope="module")
def objektene(modulens_database: str, fremmed: list[str]) -> list[dict[str, dict[str, Any]]]:
    flere = list(_flere_saker())
    o = lag_objekter()
    hoved = {n: getattr(o, n) for n in ("mottak", "saker", "journal", "bevaring", "forvaltning")}
    return [hoved | {"virksomhet": {"bydel": "frogner"}, "fordeling": o.journal, "min": o.saker}, *flere]


@pytest.fixture(scope="module")
def sett() -> set[Any]:
    """The forms that have been tried: those of the menu are on every page."""
    return set()


def _flere_saker() -> Iterator[dict[str, dict[str, Any]]]:
    """Entries in the states that give the acts something to do: a draft of our own, a note, an answered letter."""
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        Mappe.objects.filter(pk=sak.pk).update(dokumentmedium="B")
        inn, ut = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari, type="U")
        notat = et_brev(sak, kari, type="N", journalfoert=True)
        sendt = et_brev(sak, kari, type="U", journalfoert=True)
        avskriv(inn, maate="BU", besvart_av=sendt, av=kari)
        ny_merknad(ut, tekst="Ring dem", av=kari)
        ny_part(ut, navn="Velforeningen", rolle="søker", av=kari)
        en_fil(ut, kari, ferdigstilt=False)
        adresse = {"bydel": "frogner", "aar": sak.saksaar, "nr": sak.sakssekvensnummer}
        poster = [inn, ut, notat, sendt]
    for jp in poster:
        yield {"saker": adresse | {"postnr": jp.journalpostnummer}}


def _klient(hvem: str) -> Client:
    k = klient(hvem)
    k.raise_request_exception = False
    oekt = k.session
    oekt[BEKREFTET] = (naa() + timedelta(hours=1)).isoformat()
    oekt.save()
    return k


def _forsoek(skjema: Skjemaet, fremmed: list[str]) -> Iterator[dict[str, list[str]]]:
    """Each field in turn with some of what is bad, the rest as the page had it; then all at once; and nothing.

    Which ones go round with the field, so that every form and every text meet each other's kind somewhere.
    """
    alt = (*TEKST, *TALL, *DATO, UKJENT)
    for nr, navn in enumerate(skjema.verdier):
        start = crc32(f"{skjema.rute} {navn}".encode())
        vonde = [alt[(start + 7 * i) % len(alt)] for i in range(HVER)]
        if navn in skjema.peker:
            vonde += [UKJENT] if start % 2 else [fremmed[(start + nr) % len(fremmed)]]
        for verdi in vonde:
            yield skjema.verdier | {navn: [verdi]}
        yield skjema.verdier | {navn: [*skjema.verdier[navn], "x", UKJENT, ""]}
    for verdi in alt[crc32(skjema.rute.encode()) % 16 :: 16]:
        yield {navn: [verdi] for navn in skjema.verdier}
    yield {}


@pytest.mark.parametrize("rute", rutenavn())
def test_hvert_skjema_taaler_alt_i_hvert_felt(
    rute: str, objektene: list[dict[str, dict[str, Any]]], sett: set[Any], fremmed: list[str]
) -> None:
    klienter = {hvem: _klient(hvem) for hvem in FOLK}
    feil: list[str] = []
    for skjema in finn(klienter, adressene(rute, *objektene), sett):
        for sendt in _forsoek(skjema, fremmed):
            with transaction.atomic():
                feil += _proev(klienter[skjema.hvem], skjema, sendt, fremmed)
                transaction.set_rollback(True)
    assert not feil, f"{len(feil)}\n" + "\n".join(dict.fromkeys(feil))


def _proev(k: Client, skjema: Skjemaet, sendt: dict[str, list[str]], fremmed: list[str]) -> Iterator[str]:
    foer = _sist()
    svar = k.post(skjema.adresse, kropp(sendt), content_type="application/x-www-form-urlencoded")
    andre = {n: v for n, v in sendt.items() if v != skjema.verdier.get(n)}
    hva = f"{skjema}: {str(andre)[:200]} → {svar.status_code}"
    if svar.status_code >= 500:
        yield f"{hva} {getattr(svar, 'exc_info', None)}"
        return
    try:
        er_forstaaelig(svar, hva)
    except AssertionError as nei:
        yield f"{hva} {str(nei)[:200]}"
    nye = _nye(foer)
    if svar.status_code >= 400 and nye:
        yield f"{hva}: et nei skrev noe likevel: {nye[:2]}"
    tekst = str(nye)
    if re.search(r"[\0\x07\x1b\u202e\ud800]", "".join(str(v) for rad in nye for v in rad)) or "\\u0000" in tekst:
        yield f"{hva}: usynlige tegn ble skrevet: {tekst[:200]}"
    pekt = {v for n in skjema.peker for v in sendt.get(n, ())} & {*fremmed, UKJENT}
    if any(pk in tekst for pk in pekt):
        yield f"{hva}: en id som ikke finnes her, ble skrevet: {tekst[:300]}"


def _sist() -> int:
    with som("siv", "frogner"):
        return int(Endring.objects.latest("pk").pk)


def _nye(foer: int) -> list[tuple[Any, ...]]:
    with som("siv", "frogner"):
        return list(Endring.objects.filter(pk__gt=foer).values_list("objekttype", "element", "ny")[:50])


def test_skjemaene_finnes_paa_sidene(objektene: list[dict[str, dict[str, Any]]]) -> None:
    klienter = {hvem: _klient(hvem) for hvem in FOLK}
    for rute, felt in (
        ("journalpost_endre", {"tittel", "forfallsdato", "versjon"}),
        ("journalpost_parter", {"navn", "rolle", "rad"}),
        ("forvaltning_ny_rolle", {"rolle", "enhet", "fra"}),
    ):
        funnet = list(finn(klienter, adressene(rute, *objektene), set()))
        assert any(felt <= set(skjema.verdier) for skjema in funnet if skjema.rute == rute), (rute, funnet)
