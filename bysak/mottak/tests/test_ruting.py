"""Routing: copied to the target, then closed at the source; a crash between the two is mended by doing it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import Innkomst, Utfall
from bysak.mottak.ruting import rut
from bysak.mottak.tests.brev import FROGNER, brev, motta_og_les, rad_naa, rader
from bysak.mottak.utfall import gjenaapne, ikke_journalpliktig
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db

UKJENT = "hvem@ukjent.bysak.example"
PDF = ("notat.txt", "text/plain", b"vedlegg")


def test_en_epost_uten_bydel_rutes_med_mottakstid_frist_og_alt_innhold():
    kilde = motta_og_les(brev("Støttekontakt", vedlegg=(PDF,)), til=UKJENT)
    der = rut(kilde, til=virksomhet("frogner"), av=aktoer("kari"))
    les_inn(der.virksomhet_id or 0, der.pk)
    der = rad_naa(der)
    assert (der.virksomhet.kode, der.emne, der.uten_bydel) == ("frogner", "Støttekontakt", False)
    assert (der.kilde_id, der.mottatt_tid, der.frist) == (kilde.kilde_id, kilde.mottatt_tid, kilde.frist)
    assert [v.filnavn for v in der.vedlegg.all()] == ["notat.txt"]
    assert lager.kontroller("frogner", der.raa_sjekksum)
    kilde = rad_naa(kilde)
    assert (kilde.utfall, kilde.videresendt_til) == (Utfall.VIDERESENDT, virksomhet("frogner"))


def test_aa_rute_en_gang_til_er_ufarlig():
    kilde = motta_og_les(brev("To ganger"), til=UKJENT)
    foerst = rut(kilde, til=virksomhet("frogner"), av=aktoer("kari"))
    igjen = rut(kilde, til=virksomhet("frogner"), av=aktoer("kari"))
    assert igjen.pk == foerst.pk
    assert igjen.leveringer == 1


def test_stroembrudd_mellom_de_to_arbeidene_rettes_ved_aa_kjoere_igjen(monkeypatch: pytest.MonkeyPatch):
    kilde = motta_og_les(brev("Avbrutt"), til=UKJENT)
    antall = 0

    @contextmanager
    def stroembrudd_foer_det_siste(**valg: Any) -> Iterator[object]:
        nonlocal antall
        antall += 1
        if antall == 3:
            raise SystemExit("drept")
        with arbeid(**valg) as arbeidet:
            yield arbeidet

    monkeypatch.setattr("bysak.mottak.ruting.arbeid", stroembrudd_foer_det_siste)
    with pytest.raises(SystemExit):
        rut(kilde, til=virksomhet("frogner"), av=aktoer("kari"))
    monkeypatch.undo()
    assert rad_naa(kilde).utfall == ""
    assert len(rader("frogner", kilde_id=kilde.kilde_id)) == 1
    rut(kilde, til=virksomhet("frogner"), av=aktoer("kari"))
    assert rad_naa(kilde).utfall == Utfall.VIDERESENDT
    assert len(rader("frogner", kilde_id=kilde.kilde_id)) == 1


def test_det_som_sendes_tilbake_ligger_i_koeen_igjen_paa_samme_rad():
    kilde = motta_og_les(brev("Fram og tilbake"), til=UKJENT)
    der = rut(kilde, til=virksomhet("frogner"), av=aktoer("kari"))
    tilbake = rut(der, til=kilde.virksomhet, av=aktoer("kari"))
    assert tilbake.pk == kilde.pk
    assert rad_naa(kilde).utfall == ""
    assert rad_naa(der).utfall == Utfall.VIDERESENDT


def test_bydelen_hadde_den_fra_foer_og_faar_den_ikke_to_ganger():
    raa = brev("Begge steder")
    egen = motta_og_les(raa, til=FROGNER)
    assert rut(motta_og_les(raa, til=UKJENT), til=virksomhet("frogner"), av=aktoer("kari")).pk == egen.pk


def test_ferdige_og_egne_kan_ikke_rutes():
    rad = motta_og_les(brev("Nei"))
    with pytest.raises(Hindret, match="ligger alt hos Bydel Frogner"):
        rut(rad, til=virksomhet("frogner"), av=aktoer("kari"))
    with som("kari", "frogner", "ikke_journalpliktig") as kari:
        ikke_journalpliktig(rad, grunnkode="reklame", av=kari)
    with pytest.raises(Hindret, match="alt ferdig"):
        rut(rad, til=virksomhet("sagene"), av=aktoer("kari"))


def test_en_videresendt_kan_ikke_gjenaapnes_bak_ryggen_paa_mottakeren():
    kilde = motta_og_les(brev("Sendt"), til=UKJENT)
    rut(kilde, til=virksomhet("frogner"), av=aktoer("kari"))
    with som("kari", "byarkivet", "gjenaapne") as kari, pytest.raises(Hindret, match="sende den tilbake"):
        gjenaapne(kilde, av=kari)


def test_en_saksbehandler_kan_ikke_rute():
    rad = motta_og_les(brev("Ikke din"))
    with pytest.raises(PermissionDenied):
        rut(rad, til=virksomhet("sagene"), av=aktoer("ola"))
    with pytest.raises(Innkomst.DoesNotExist):
        rut(rad_med_feil_virksomhet(rad), til=virksomhet("frogner"), av=aktoer("kari"))


def rad_med_feil_virksomhet(rad: Innkomst) -> Innkomst:
    """The same key, as if it lay in another bydel: what a forged address asks for."""
    return Innkomst(system_id=rad.pk, virksomhet=virksomhet("sagene"))
