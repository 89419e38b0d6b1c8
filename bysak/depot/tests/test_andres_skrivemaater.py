"""The same archive, written the ways other systems write: read as the same, or refused in a sentence."""

import re
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from django.db import transaction

from bysak.arkivstruktur import models as arkiv
from bysak.depot.inntak_rader import Ider
from bysak.depot.tests.depoter import les, som_databaseeier
from bysak.depot.tests.sammenlikning import MODELLER, Sammenlikning
from bysak.depot.tests.tilfeldige import Tilfeldig
from bysak.kommandoer import les_uttrekk
from bysak.noark.xml import Enhet
from bysak.organisasjon.models import Virksomhet

pytestmark = pytest.mark.usefixtures("modulens_database")
FROE = 720
XML = "arkivstruktur.xml"
NAVNEROM = "http://www.arkivverket.no/standarder/noark5/arkivstruktur"


@pytest.fixture
def depot(tmp_path: Path) -> tuple[Path, Enhet]:
    tilfeldig = Tilfeldig(Random(FROE), MODELLER)
    rot = tilfeldig.arkiv()
    _uten_egne_metadata(rot)  # what is free is kept as it is written, so it is not the same written otherwise
    return tmp_path, tilfeldig.skriv(tmp_path, rot)


def _uten_egne_metadata(enhet: Enhet) -> None:
    enhet.verdier.pop("virksomhetsspesifikkeMetadata", None)
    for barn in enhet.barn:
        _uten_egne_metadata(barn)


def _med_prefiks(tekst: str) -> str:
    tekst = re.sub(r"<(/?)([a-zA-Z])", r"<\1n5:\2", tekst)
    tekst = re.sub(r'xsi:type="(\w+)"', r'i:type="n5:\1"', tekst)
    return tekst.replace('xmlns="', 'xmlns:n5="').replace("xmlns:xsi=", "xmlns:i=")


def _innrykket(tekst: str) -> str:
    """Each element on a line of its own, with comments and instructions between, and the line ends of Windows."""
    tekst = re.sub(r"(?<=>)(?=<[a-zA-Z])", "\n  ", tekst)
    return tekst.replace("<mappe", "<!-- en sak -->\n<?verktoey x?><mappe").replace("\n", "\r\n")


def _med_cdata(tekst: str) -> str:
    return re.sub(r">([^<>&]*[^<>&\s][^<>&]*)</", r"><![CDATA[\1]]></", tekst)


def _med_attributter(tekst: str) -> str:
    skjema = f' xsi:schemaLocation="{NAVNEROM} arkivstruktur.xsd"'
    return tekst.replace("<systemID>", '<systemID label="nr">').replace("<arkiv ", f"<arkiv{skjema} ", 1)


def _store_ider(tekst: str) -> str:
    return re.sub(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", lambda treff: treff[0].upper(), tekst)


def _store_summer(tekst: str) -> str:
    return re.sub(r"[0-9a-f]{64}", lambda treff: treff[0].upper(), tekst)


@pytest.mark.krav("6.3.2")
@pytest.mark.parametrize(
    ("skriv", "koding"),
    [
        (_med_prefiks, "utf-8"),
        (_innrykket, "utf-8"),
        (_med_cdata, "utf-8"),
        (_med_attributter, "utf-8"),
        (_store_ider, "utf-8"),
        (_store_summer, "utf-8"),
        (lambda tekst: tekst.replace(NAVNEROM, "http://www.arkivverket.no/Noark5/v3.1"), "utf-8"),
        (lambda tekst: tekst.replace(f' xmlns="{NAVNEROM}"', ""), "utf-8"),
        (lambda tekst: tekst.replace("dokumenter/", "dokumenter\\"), "utf-8"),
        (lambda tekst: tekst.replace("dokumenter/", "./dokumenter//"), "utf-8"),
        (lambda tekst: tekst, "utf-8-sig"),
        (lambda tekst: tekst.replace("UTF-8", "UTF-16"), "utf-16"),
        (lambda tekst: tekst.replace("UTF-8", "ISO-8859-1"), "iso-8859-1"),
    ],
)
def test_samme_arkiv_skrevet_paa_andres_vis_leses_som_det_samme(depot, skriv: Callable[[str], str], koding: str):
    mappe, rot = depot
    foer = (mappe / XML).read_bytes().decode()
    (mappe / XML).write_bytes(skriv(foer).encode(koding, errors="xmlcharrefreplace"))
    assert (mappe / XML).read_bytes() != foer.encode()
    with som_databaseeier(), transaction.atomic():
        hvem, inntak = les(mappe)
        Sammenlikning(inntak, Ider(hvem.kode)).enhet(rot)
        transaction.set_rollback(True)


UKJENT = "<leverandoer><navn>Acme</navn><verdi>1</verdi><under><a>x</a></under></leverandoer>"


@pytest.mark.krav("6.3.5")
def test_det_som_ingen_utgave_kjenner_staar_paa_listen_med_sted_og_antall_og_er_beholdt(depot):
    mappe, _ = depot
    tekst = (mappe / XML).read_bytes().decode()
    steder = ("arkivdel", "klasse", "mappe", "registrering", "dokumentbeskrivelse", "dokumentobjekt")
    for sted in steder:
        tekst = re.sub(rf"<{sted}( [^>]*)?>", lambda treff: f"{treff[0]}{UKJENT}<egetFelt>7</egetFelt>", tekst)
    (mappe / XML).write_bytes(tekst.encode())
    with som_databaseeier(), transaction.atomic():
        hvem, inntak = les(mappe)
        listet = {post.hva: post for post in inntak.ikke_bevart}
        for sted in steder:
            modell = getattr(arkiv, sted.capitalize())
            rader = modell.objects.filter(virksomhet=hvem)
            for rad in rader:
                assert rad.virksomhetsspesifikke_metadata["egetFelt"] == "7"
                assert rad.virksomhetsspesifikke_metadata["leverandoer"]["navn"] == "Acme"
            arter = {getattr(rad, "art", sted) for rad in rader} | set(inntak.antall)
            poster = [listet[f"{art}/egetFelt"] for art in arter if f"{art}/egetFelt" in listet]
            assert sum(p.antall for p in poster if p.bevart_i) >= rader.count()
            assert all(re.search(r"linje \d", p.sted) for p in poster)
        transaction.set_rollback(True)


def test_svaert_lang_tekst_beholdes_hel(depot):
    mappe, _ = depot
    tekst = (mappe / XML).read_bytes().decode()
    lang = "æ" * 3_000_000
    (mappe / XML).write_bytes(tekst.replace("<mappeID>", f"<tittel>{lang}</tittel><mappeID>", 1).encode())
    with som_databaseeier(), transaction.atomic():
        hvem, inntak = les(mappe)
        assert any(post.kode in ("for-lang", "ekstra-verdi") for post in inntak.ikke_bevart)
        egne = [m.virksomhetsspesifikke_metadata for m in arkiv.Mappe.objects.filter(virksomhet=hvem)]
        assert any(lang in str(felt.values()) for felt in egne)
        transaction.set_rollback(True)


def test_et_uttrekk_uten_journaler_logg_og_beskrivelse_leses_av_kommandoen(depot, capsys):
    mappe, rot = depot
    (mappe / XML).write_bytes(_med_prefiks((mappe / XML).read_bytes().decode()).encode())
    with som_databaseeier():
        assert les_uttrekk.utfoer(Namespace(mappe=mappe, virksomhet="uten-alt", tom_database=None, navn="")) == 0
        skaper = rot.av("arkivskaper")[0].en("arkivskaperNavn")
        assert Virksomhet.objects.get(kode="uten-alt").navn == (" ".join(skaper.split())[:120] or "uten-alt")
    assert "Ikke bevart slik det sto" in capsys.readouterr().out
