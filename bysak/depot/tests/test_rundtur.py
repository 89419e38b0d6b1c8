"""What is read comes out again: the example deposit, and the closed period of the demo, unit by unit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from bysak.arkivstruktur import models as arkiv
from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.depot.inntak_mellomlager import MED_ID
from bysak.depot.tests.depoter import les, som_databaseeier
from bysak.depot.tests.rundtur import annen_verden, enheter, filer, i_verden, krev_like, lag_uttrekk
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.models import Endring, Handling
from bysak.noark.tests.eksempel import EKSEMPEL, trenger_eksempel
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer
from tests.miljoe import TOM
from tests.verden import virksomhet

pytestmark = pytest.mark.usefixtures("egen_database")


def _gamle_ider(hvem: Virksomhet) -> dict[str, str]:
    """New id -> the id in the deposit."""
    return {
        str(enhet.pk): enhet.virksomhetsspesifikke_metadata["kilde_id"]
        for modell in MED_ID
        for enhet in modell._base_manager.filter(virksomhet=hvem)
    }


@contextmanager
def tom_for_alt() -> Iterator[None]:
    """A database of its own, with nothing in it but what `bysak migrer` makes."""
    with annen_verden(TOM) as navn, i_verden(navn):
        yield


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
    foerste = lag_uttrekk(tmp_path / "en", virksomhet("frogner"))
    with tom_for_alt():
        with som_databaseeier():
            hvem, inntak = les(foerste)
        assert not inntak.nye_ider
        assert [post.hva for post in inntak.ikke_bevart] == ["referanseArvtaker"]
        andre = lag_uttrekk(tmp_path / "to", hvem)
    krev_like(foerste, andre)


def test_det_som_bevares_under_noe_som_kasseres_blir_ikke_kassert_av_aa_leses_inn(tmp_path):
    bevares: dict[str, Any] = {"kassasjonsvedtak": "B", "kassasjonshjemmel": "Verneplan <1>", "bevaringstid": 100}
    with arbeid(som=prosessaktoer("kommando"), i=virksomhet("frogner"), verb="test", overstyring="sett vedtak"):
        poster = arkiv.Journalpost.objects.filter(mappe__arkivdel__arkivdelstatus="P", koblinger__isnull=False)
        en = poster.order_by("pk")[0]
        to = poster.exclude(mappe__klasse=en.mappe.klasse).order_by("pk")[0]
        dokument = poster.exclude(mappe__klasse=to.mappe.klasse).exclude(mappe=en.mappe).order_by("pk")[0]
        kasseres: dict[str, Any] = {"kassasjonsvedtak": "K", "bevaringstid": 5, "kassasjonsdato": date(2040, 1, 1)}
        for klasse in {en.mappe.klasse, to.mappe.klasse.forelder, dokument.mappe.klasse}:
            arkiv.Kassasjon.objects.create(klasse=klasse, **kasseres)
        arkiv.Kassasjon.objects.create(registrering=en, kassasjonsdato=date(2050, 1, 1), **bevares)
        arkiv.Kassasjon.objects.create(klasse=to.mappe.klasse, **bevares)
        arkiv.Kassasjon.objects.create(
            dokumentbeskrivelse=dokument.koblinger.order_by("pk")[0].dokumentbeskrivelse, **bevares
        )
    foerste = lag_uttrekk(tmp_path / "en", virksomhet("frogner"))
    assert not kontroller(foerste).antall_feil, kontroller(foerste).funn
    with tom_for_alt():
        with som_databaseeier():
            hvem, _ = les(foerste)
            bevarte = arkiv.Kassasjon.objects.filter(virksomhet=hvem, **bevares)
            assert bevarte.get(registrering__isnull=False).kassasjonsdato == date(2050, 1, 1)
            assert bevarte.filter(dokumentbeskrivelse__isnull=False).count() == 1
            assert to.mappe_id in bevarte.values_list("mappe_id", flat=True)
        andre = lag_uttrekk(tmp_path / "to", hvem)
    en_gang, to_ganger = (enheter(mappe / "arkivstruktur.xml") for mappe in (foerste, andre))
    assert (sorted(en_gang - to_ganger), sorted(to_ganger - en_gang)) == ([], [])


def test_perioden_leses_inn_ved_siden_av_seg_selv_med_nye_ider(tmp_path):
    foerste = lag_uttrekk(tmp_path / "en", virksomhet("frogner"))
    with som_databaseeier():
        hvem, inntak = les(foerste)
        gamle = _gamle_ider(hvem)
    assert inntak.nye_ider
    andre = lag_uttrekk(tmp_path / "to", hvem)
    en, to = (enheter(mappe / "arkivstruktur.xml", gamle, uten_dok=True) for mappe in (foerste, andre))
    assert (sorted(en - to), sorted(to - en)) == ([], [])


@trenger_eksempel
def test_eksempeluttrekket_blir_et_uttrekk_med_like_mange_enheter_og_uten_feil(tmp_path):
    with tom_for_alt():
        with som_databaseeier():
            hvem, _ = les(EKSEMPEL)
        andre = lag_uttrekk(tmp_path / "to", hvem)
        rapport = kontroller(andre)
        assert not rapport.antall_feil, rapport.funn
    foer = kontroller(EKSEMPEL).tall
    # A screening is written also on what inherits it.
    assert {navn: rapport.tall[navn] for navn in foer.keys() - {"skjerming"}} | {"skjerming": 3} == foer
    assert sorted(innhold for _, innhold in filer(EKSEMPEL)) == sorted(innhold for _, innhold in filer(andre))
