"""What is read comes out again: the example deposit, and the closed period of the demo, unit by unit."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections

from bysak.arkivstruktur import models as arkiv
from bysak.bevaring.uttrekk.produksjon import bestill_uttrekk, produser_uttrekk
from bysak.bevaring.uttrekk.utvalg import Utvalg
from bysak.depot.inntak_mellomlager import MED_ID
from bysak.depot.tests.depoter import les, som_databaseeier
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.models import Endring, Handling
from bysak.kjerne.nydatabase import fjern_database
from bysak.kommandoer.les_uttrekk import tom_database
from bysak.noark.tests.eksempel import EKSEMPEL, trenger_eksempel
from bysak.noark.xml import SAMLET, Enhet, Leser
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer
from tests.verden import virksomhet

pytestmark = pytest.mark.usefixtures("egen_database")

_KILDE = re.compile(
    r'<felt [^>]*navn="kilde_id">[^<]*</felt>|<uplassert [^>]*><felt [^>]*navn="kilde_id">[^<]*</felt></uplassert>'
)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
# The next period is not in the deposit, so what refers to it is listed and not kept.
# A document in several entries has its own id in the first of them, and which is first follows from the ids.
_UPLASSERT_ID = re.compile(r'<verdi navn="systemID">[^<]*</verdi>| id="[^"]*"')
_DOKUMENTID = re.compile(r"(dokument(?:beskrivelse|objekt):|'systemID': )(?:\['[0-9a-f-]{36}'\]|[0-9a-f-]{36})")


def _lag(mappe: Path, hvem: Virksomhet) -> Path:
    av = prosessaktoer("kommando")
    with arbeid(som=av, i=hvem, verb="test"):
        deler = arkiv.Arkivdel.objects.filter(arkivdelstatus="P").values_list("pk", flat=True)
        uttrekk = bestill_uttrekk(Utvalg(tuple(deler)), mappe, av=av)
    ferdig = produser_uttrekk(uttrekk.pk, hvem.pk, av=av)
    assert ferdig.status == ferdig.Status.FERDIG, ferdig.feil
    return mappe


def _enheter(fil: Path, gamle: dict[str, str] | None = None, *, uten_dok: bool = False) -> Counter[str]:
    """Every unit of a file as one text: what it holds and where it lies, with old ids for new ones."""
    *_, rot = Leser(fil, stroem=SAMLET)
    funnet: Counter[str] = Counter()
    _samle(rot, funnet)
    ut: Counter[str] = Counter()
    for tekst, antall in funnet.items():
        uten = _UPLASSERT_ID.sub("", _DOKUMENTID.sub(r"\1", tekst)) if uten_dok else tekst
        ut[_UUID.sub(lambda treff: (gamle or {}).get(treff[0], treff[0]), uten)] += antall
    return ut


def _gamle_ider(hvem: Virksomhet) -> dict[str, str]:
    """New id -> the id in the deposit."""
    return {
        str(enhet.pk): enhet.virksomhetsspesifikke_metadata["kilde_id"]
        for modell in MED_ID
        for enhet in modell._base_manager.filter(virksomhet=hvem)
    }


def _filer(mappe: Path) -> list[tuple[str, bytes]]:
    return sorted((f.name, f.read_bytes()) for f in (mappe / "dokumenter").rglob("*") if f.is_file())


@contextmanager
def tom_for_alt() -> Iterator[str]:
    """A database of its own, with nothing in it but what `bysak migrer` makes."""
    navn = f"tom_{uuid4().hex}"
    foer = connections["default"].settings_dict["NAME"]
    try:
        with som_databaseeier(), tom_database(navn):
            pass
        yield navn
    finally:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = foer
        fjern_database(navn)


def _samle(enhet: Enhet, funnet: Counter[str], over: str = "") -> None:
    her = f"{over}/{enhet.type}:{enhet.en('systemID') or ''}"
    uten = {navn: [_KILDE.sub("", v) for v in verdier] for navn, verdier in sorted(enhet.verdier.items())}
    verdier = {navn: verdier for navn, verdier in uten.items() if verdier != [""] and navn != "referanseArvtaker"}
    funnet[f"{her} {verdier}"] += 1
    for barn in enhet.barn:
        _samle(barn, funnet, her)


@trenger_eksempel
def test_eksempeluttrekket_leses_inn_med_alt():
    with som_databaseeier():
        hvem, inntak = les(EKSEMPEL)
        mapper = arkiv.Mappe.objects.filter(virksomhet=hvem)
        assert inntak.antall["saksmappe"] == mapper.filter(art="saksmappe").count() == 2
        assert [p.hva for p in inntak.ikke_bevart] == ["skjerming/skjermingMetadata"]
        assert not inntak.nye_ider
        post = arkiv.Registrering.objects.get(virksomhet=hvem, journalsekvensnummer=1)
        assert str(post.avskrivninger.get().besvart_av_id) == "a9271dbd-ec86-5f9d-a330-75c398010023"
        assert post.opprettet_av == "Kari Nordmann"
        assert Endring.objects.filter(
            virksomhet=hvem, handling__verb="les_uttrekk", element="saksansvarlig_id"
        ).exists()
        assert Handling.objects.filter(virksomhet=hvem, verb="les_uttrekk", transaksjon__gt=0).count() == 1


def test_perioden_leses_inn_i_en_tom_database_og_blir_det_samme_uttrekket(tmp_path):
    foerste = _lag(tmp_path / "en", virksomhet("frogner"))
    with tom_for_alt() as database:
        with som_databaseeier():
            hvem, inntak = les(foerste)
        assert not inntak.nye_ider
        assert [post.hva for post in inntak.ikke_bevart] == ["referanseArvtaker"]
        andre = _lag(tmp_path / "to", hvem)
        assert database
    for fil in ("arkivstruktur.xml", "endringslogg.xml"):
        en, to = _enheter(foerste / fil), _enheter(andre / fil)
        assert (sorted(en - to), sorted(to - en)) == ([], []), fil
    assert _filer(foerste) == _filer(andre)


def test_perioden_leses_inn_ved_siden_av_seg_selv_med_nye_ider(tmp_path):
    foerste = _lag(tmp_path / "en", virksomhet("frogner"))
    with som_databaseeier():
        hvem, inntak = les(foerste)
        gamle = _gamle_ider(hvem)
    assert inntak.nye_ider
    andre = _lag(tmp_path / "to", hvem)
    en, to = (_enheter(mappe / "arkivstruktur.xml", gamle, uten_dok=True) for mappe in (foerste, andre))
    assert (sorted(en - to), sorted(to - en)) == ([], [])
