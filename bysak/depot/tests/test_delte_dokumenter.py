"""A document in several entries, as others write it and as we do: it is one, and what one entry says is not of it."""

from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from bysak.arkivstruktur import models as arkiv
from bysak.depot.inntak_dokumenter import ARVES
from bysak.depot.tests.depoter import les, som_databaseeier
from bysak.depot.tests.sammenlikning import MODELLER
from bysak.depot.tests.tilfeldige import Tilfeldig
from bysak.noark.xml import Enhet

pytestmark = pytest.mark.usefixtures("modulens_database")
GRAD = {"grad": ["Hemmelig (sikkerhetsgrad)"], "graderingsdato": ["2001-02-03T04:05:06"], "gradertAv": ["Kari"]}
KASSERES = {"kassasjonsvedtak": ["Kasseres"], "bevaringstid": ["5"], "kassasjonsdato": ["2030-01-01"]}
SKJERMES = {"tilgangsrestriksjon": ["Personalsaker"], "skjermingshjemmel": ["Offl. § 13"], "skjermingMetadata": [
    "Skjerming tittel dokumentbeskrivelse"]}  # fmt: skip
SETT = {"gradering": GRAD, "kassasjon": KASSERES, "skjerming": SKJERMES}


def _under(enhet: Enhet, navn: str) -> list[Enhet]:
    return [e for barn in enhet.barn for e in (*([barn] if barn.navn == navn else []), *_under(barn, navn))]


def _sett(enhet: Enhet) -> None:
    enhet.barn = [b for b in enhet.barn if b.navn not in ARVES]
    enhet.barn += [Enhet(navn, navn, dict(verdier), forelder=enhet) for navn, verdier in SETT.items()]


def _to_poster() -> tuple[Tilfeldig, Enhet, Enhet, Enhet]:
    """An archive, and two entries of it: the first has a document with a file, the other comes later."""
    tilfeldig = Tilfeldig(Random(720), MODELLER)
    rot = tilfeldig.arkiv()
    poster = _under(rot, "registrering")
    en = next(post for post in poster if any(d.av("dokumentobjekt") for d in post.av("dokumentbeskrivelse")[:1]))
    return tilfeldig, rot, en, poster[poster.index(en) + 1]


def _eget(mappe: Path, *, paa_posten: bool, foerst: bool) -> set[str]:
    """What a document has of its own, after being read from two entries: in one with it all, in the other with none."""
    tilfeldig, rot, en, to = _to_poster()
    dokument = en.av("dokumentbeskrivelse")[0]
    dokument.barn = [b for b in dokument.barn if b.navn not in ARVES]
    kopi = Enhet(dokument.navn, dokument.type, dict(dokument.verdier), list(dokument.barn), forelder=to)
    to.barn = [b for b in to.barn if b.navn not in (*ARVES, "dokumentbeskrivelse")] + [kopi]
    en.barn = [b for b in en.barn if b.navn not in ARVES]
    _sett(dokument if foerst else kopi)
    if paa_posten:
        _sett(en if foerst else to)
    tilfeldig.skriv(mappe, rot)
    with som_databaseeier(), transaction.atomic():
        hvem, inntak = les(mappe)
        assert not inntak.nye_ider
        dokument_id = arkiv.Dokumentbeskrivelse.objects.get(virksomhet=hvem, pk=dokument.en("systemID")).pk
        assert arkiv.Dokumentkobling.objects.filter(dokumentbeskrivelse=dokument_id).count() == 2
        egne: dict[str, Any] = {
            "kassasjon": arkiv.Kassasjon,
            "skjerming": arkiv.Skjerming,
            "gradering": arkiv.Gradering,
        }
        har = {n for n, modell in egne.items() if modell._base_manager.filter(dokumentbeskrivelse=dokument_id).exists()}
        transaction.set_rollback(True)
    return har


@pytest.mark.krav("6.1.10", "6.1.11")
@pytest.mark.parametrize("foerst", [True, False])
def test_det_dokumentet_har_fra_den_ene_posten_gjelder_ikke_i_den_andre(tmp_path, foerst: bool):
    assert _eget(tmp_path, paa_posten=True, foerst=foerst) == set()


def test_det_ingen_av_postene_sier_er_dokumentets_eget(tmp_path):
    assert _eget(tmp_path, paa_posten=False, foerst=True) == ARVES


def _kopi_id(post: str, dokument: str) -> str:
    sum_ = bytearray(sha256((post + dokument).encode()).digest()[:16])
    sum_[6], sum_[8] = sum_[6] & 15 | 128, sum_[8] & 63 | 128  # UUIDv8
    return str(UUID(bytes=bytes(sum_)))


@pytest.mark.krav("2.2.2")
def test_posten_der_dokumentet_har_sin_egen_id_er_den_foerste_av_dets_poster(tmp_path):
    tilfeldig, rot, en, to = _to_poster()
    dokument = en.av("dokumentbeskrivelse")[0]
    filer = [Enhet(o.navn, o.type, o.verdier | {"systemID": [str(uuid4())]}) for o in dokument.av("dokumentobjekt")]
    til = dokument.verdier | {"tilknyttetRegistreringSom": ["Vedlegg"]}
    to.barn = [b for b in to.barn if b.navn != "dokumentbeskrivelse"]
    to.barn.append(Enhet(dokument.navn, dokument.type, til, filer, forelder=to))
    egen = dokument.en("systemID")
    dokument.verdier["systemID"] = [_kopi_id(en.en("systemID"), egen)]
    tilfeldig.skriv(tmp_path, rot)
    with som_databaseeier(), transaction.atomic():
        hvem, inntak = les(tmp_path)
        assert not inntak.nye_ider
        koblinger = arkiv.Dokumentkobling.objects.filter(virksomhet=hvem, dokumentbeskrivelse=UUID(egen)).order_by("pk")
        assert [str(k.registrering_id) for k in koblinger] == [to.en("systemID"), en.en("systemID")]
        transaction.set_rollback(True)
