"""Deposits that are broken or made to harm: a clear finding, nothing half-imported, no crash."""

import errno
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from django.conf import settings

from bysak.arkivstruktur import models as arkiv
from bysak.depot.inntak_funn import InntakFeil
from bysak.depot.tests.depoter import les, ny_virksomhet, som_databaseeier
from bysak.depot.tests.tilfeldige import Tilfeldig
from bysak.kjerne import lager
from bysak.kjerne.hinder import Hindret
from bysak.organisasjon.models import Virksomhet
from tests.verden import virksomhet

pytestmark = pytest.mark.usefixtures("modulens_database")
XML = "arkivstruktur.xml"
FROE = 720


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    tilfeldig = Tilfeldig(Random(FROE), {})
    tilfeldig.skriv(tmp_path)
    assert len(tilfeldig.filer) > 1, "velg et annet frø"
    return tmp_path


def _bytt(depot: Path, fra: str, til: str, koding: str = "utf-8") -> None:
    tekst = (depot / XML).read_text(encoding="utf-8")
    assert fra in tekst
    (depot / XML).write_text(tekst.replace(fra, til, 1), encoding=koding)


def _nektet(depot: Path) -> str:
    """Read it, see that nothing is left of it, and return what was said."""
    with som_databaseeier():
        hvem = ny_virksomhet()
        with pytest.raises(InntakFeil) as nei:
            les(depot, hvem)
        assert not arkiv.Arkiv.objects.filter(virksomhet=hvem).exists()
        assert not arkiv.Mappe.objects.filter(virksomhet=hvem).exists()
    assert _filer(hvem) == []
    return str(nei.value)


def _filer(hvem: Virksomhet) -> list[Path]:
    return [fil for fil in (Path(settings.BYSAK_DATA) / "lager" / hvem.kode).rglob("*") if fil.is_file()]


def _foerste_fil(depot: Path) -> Path:
    return min(depot.joinpath("dokumenter").iterdir())


@pytest.mark.krav("3.1.28")
def test_en_endret_fil_stopper_alt_og_navngis(depot):
    _foerste_fil(depot).write_bytes(b"noe annet")
    assert "er endret: sjekksummen er" in _nektet(depot)


def test_alle_filer_som_mangler_sies_paa_en_gang(depot):
    antall = len(list(depot.joinpath("dokumenter").iterdir()))
    shutil.rmtree(depot / "dokumenter")
    assert _nektet(depot).count("finnes ikke") >= antall


@pytest.mark.parametrize("sti", ["../utenfor.txt", "/etc/hostname", "dokumenter/../../utenfor.txt", "lenke.txt"])
def test_en_fil_utenfor_mappen_leses_aldri(depot, tmp_path_factory, sti):
    utenfor = tmp_path_factory.mktemp("andres") / "hemmelig.txt"
    utenfor.write_text("hemmelig")
    (depot / "lenke.txt").symlink_to(utenfor)
    (depot.parent / "utenfor.txt").write_text("hemmelig")
    _bytt(depot, f"dokumenter/{_foerste_fil(depot).name}<", f"{sti}<")
    assert "ligger utenfor uttrekket" in _nektet(depot)


def _bombe(tekst: str) -> str:
    return tekst.replace("?>\n", '?>\n<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n', 1)


def _hent(tekst: str) -> str:
    return tekst.replace("?>\n", '?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n', 1)


@pytest.mark.parametrize(
    ("oedelegg", "sier"),
    [
        (_bombe, "DOCTYPE"),
        (_hent, "DOCTYPE"),
        (lambda t: t[: len(t) // 2], "slutter"),
        (lambda t: "", "tom eller slutter for tidlig"),
        (lambda t: t.replace("<tittel>", "<tittel>" + "x" * 10_000_001, 1), "ti millioner tegn"),
        (lambda t: t.replace("<tittel>", "<a>" * 300, 1), "nivåer"),
        (lambda t: t.replace("<arkiv ", "<noeannet ", 1), "Rotelementet"),
        (lambda t: t.replace("utf-8", "klingon").replace("UTF-8", "klingon"), "tegnsett"),
        (lambda t: "PK\x03\x04", "tegn som ikke er lov"),
    ],
)
def test_xml_som_ikke_kan_leses_gir_en_setning(depot, oedelegg: Callable[[str], str], sier):
    tekst = (depot / XML).read_text(encoding="utf-8")
    (depot / XML).write_text(oedelegg(tekst), encoding="utf-8")
    assert sier in _nektet(depot)


def test_feil_tegnsett_gir_en_setning(depot):
    tekst = (depot / XML).read_text(encoding="utf-8")
    (depot / XML).write_bytes(tekst.encode("latin-1", errors="ignore"))
    assert "tegn" in _nektet(depot)


@pytest.mark.krav("3.1.28")
def test_samme_id_paa_to_mapper_stopper_alt(depot):
    tekst = (depot / XML).read_text(encoding="utf-8")
    slutt = tekst.index("</mappe>") + len("</mappe>")
    mappe = tekst[[m.start() for m in re.finditer("<mappe[ >]", tekst[:slutt])][-1] : slutt]
    (depot / XML).write_text(tekst.replace(mappe, mappe + mappe, 1), encoding="utf-8")
    assert "står 2 ganger" in _nektet(depot)


def test_en_fil_som_mangler_helt_gir_en_setning(depot):
    (depot / XML).unlink()
    assert "finnes ikke" in _nektet(depot)


def test_en_full_disk_gir_en_setning_og_etterlater_ingenting(depot, monkeypatch):
    ekte, antall = lager.Filsystem.plasser, iter(range(1000))

    def full(*argumenter, **valg):
        if next(antall) > 0:
            raise OSError(errno.ENOSPC, "full")
        return ekte(*argumenter, **valg)

    monkeypatch.setattr(lager.Filsystem, "plasser", full)
    assert "Lageret er fullt" in _nektet(depot)


def test_et_ukjent_element_beholdes_og_staar_paa_listen(depot):
    _bytt(depot, "<saksaar>", "<hemmeligFelt>verdien</hemmeligFelt><art>skurk</art><saksaar>")
    with som_databaseeier():
        hvem, inntak = les(depot)
        poster = {post.hva: post for post in inntak.ikke_bevart}
        assert poster["saksmappe/hemmeligFelt"].bevart_i == "virksomhetsspesifikke metadata"
        mappe = arkiv.Mappe.objects.get(virksomhet=hvem, virksomhetsspesifikke_metadata__has_key="hemmeligFelt")
        assert mappe.virksomhetsspesifikke_metadata["hemmeligFelt"] == "verdien"
        assert mappe.virksomhetsspesifikke_metadata["art"] == "skurk"
        assert {f.kode for f in inntak.funn} >= {"ukjent-element"}


def test_det_skjermede_er_ikke_aapent_for_alle(depot):
    _bytt(depot, "<mappeID>", f"<systemID>{uuid4()}</systemID><mappeID>")  # a second id is kept, and harms nobody
    with som_databaseeier():
        hvem, _ = les(depot)
        skjermede = arkiv.Registrering.objects.filter(virksomhet=hvem, mappe__skjerming__isnull=False)
        assert not skjermede.filter(tilgangsklasse__art="aapen").exists()


def test_en_virksomhet_som_har_et_arkiv_tar_ikke_imot_et_til(depot):
    with som_databaseeier(), pytest.raises(Hindret, match="har et arkiv fra før"):
        les(depot, virksomhet("frogner"))


def test_bare_databasens_eier_leser_inn(depot):
    with som_databaseeier():
        hvem = ny_virksomhet()
    with pytest.raises(Hindret, match="databasens eier"):
        les(depot, hvem)
