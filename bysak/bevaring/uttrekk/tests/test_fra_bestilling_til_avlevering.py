"""A deposit from order to package, hand-over and deletion: what may happen when, and what is always kept."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from lxml import etree

from bysak.arkivstruktur.models import Arkivdel
from bysak.bevaring.arbeidsgang import fjern_filer, lag_og_kontroller, rapportfil
from bysak.bevaring.avlevering import noter_avlevering, noter_mottak, slett_uttrekk
from bysak.bevaring.bestilling import bestill_i_bakgrunnen, fortsett_uttrekk, sist_brukte_avtale
from bysak.bevaring.models import Uttrekk
from bysak.bevaring.pakking import pakkefil, pakkemappe
from bysak.bevaring.uttrekk.kvittering import kontroller_kvittering, offentlig_noekkel
from bysak.bevaring.uttrekk.pakke import _Hasher
from bysak.bevaring.uttrekk.tests.test_pakken import DIAS, skjema, trenger_dias
from bysak.bevaring.uttrekk.utvalg import Utvalg
from bysak.kjerne.hinder import Hindret
from bysak.kommandoer import uttrekk as kommandoen
from bysak.kommandoer.hoved import _tolk
from bysak.kommandoer.kontroller import _kontroller
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer
from tests.verden import som, virksomhet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("egen_database")]


def bestilt(avtale: str = "AVT-7") -> Uttrekk:
    with som("siv", "frogner", "bestill uttrekk") as siv:
        perioden = Arkivdel.objects.get(arkivdelstatus="P")
        return bestill_i_bakgrunnen(Utvalg((perioden.pk,)), av=siv, avtale=avtale)


def lag(uttrekk: Uttrekk) -> Uttrekk:
    return lag_og_kontroller(uttrekk.pk, virksomhet("frogner").pk, av=prosessaktoer("jobb"))


def koder(feil: pytest.ExceptionInfo[Hindret]) -> set[str]:
    return {h.kode for h in feil.value.hindre}


@trenger_dias
def test_et_bestilt_uttrekk_blir_en_gyldig_dias_pakke_med_signert_kvittering(monkeypatch, tmp_path):
    monkeypatch.setenv("BYSAK_NOARK_SKJEMA", str(DIAS))
    uttrekk = lag(bestilt())
    assert uttrekk.helt_ferdig
    tar = pakkefil(uttrekk, ".tar")
    assert not [f for f in _kontroller(tar).funn if f.alvor == "feil"]
    assert tar.stat().st_size == uttrekk.pakke_byte
    kvittering = pakkefil(uttrekk, "-kvittering.json")
    assert kontroller_kvittering(kvittering, offentlig_noekkel()) == []
    assert json.loads(kvittering.read_text("utf-8"))["merknader"] == []
    beskrivelse = etree.parse(pakkefil(uttrekk, ".xml"))
    prover = skjema("submissionDescription.xsd")
    assert prover.validate(beskrivelse), prover.error_log


def test_pakken_sier_hvem_den_er_fra_og_under_hvilken_avtale():
    with som("siv", "byarkivet", "endre virksomhet"):
        Virksomhet.objects.filter(kode="frogner").update(organisasjonsnummer="999999999")
    uttrekk = lag(bestilt())
    rot = etree.parse(pakkefil(uttrekk, ".xml")).getroot()
    mets = rot.nsmap["mets"]
    assert rot.get("OBJID") == f"UUID:{uttrekk.pk}"
    assert "Bydel Frogner" in str(rot.get("LABEL"))
    navn = {a.get("ROLE"): a[0].text for a in rot.iter(f"{{{mets}}}agent") if a.get("TYPE") == "ORGANIZATION"}
    frogner, byarkivet = virksomhet("frogner"), virksomhet("byarkivet")
    assert navn["IPOWNER"] == frogner.navn
    assert navn["PRESERVATION"] == byarkivet.navn
    alle = {n.text for n in rot.iter(f"{{{mets}}}note")}
    assert "ORG:999999999" in alle
    assert "Siv Ramnefjell" in {n.text for n in rot.iter(f"{{{mets}}}name")}
    assert {r.get("TYPE"): r.text for r in rot.iter(f"{{{mets}}}altRecordID")}["SUBMISSIONAGREEMENT"] == "AVT-7"
    with som("siv", "frogner"):
        assert sist_brukte_avtale() == "AVT-7"
    with som("siv", "sagene"):
        assert sist_brukte_avtale() == ""


def test_uten_myndighetens_skjemaer_sier_kvitteringen_hva_som_mangler():
    uttrekk = lag(bestilt())
    merknader = json.loads(pakkefil(uttrekk, "-kvittering.json").read_text("utf-8"))["merknader"]
    assert any("bysak skjema hent" in m for m in merknader)


def test_en_pakking_som_ikke_gaar_blir_sagt_og_kan_tas_opp_igjen_uten_rester(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as m:
        m.setattr(_Hasher, "write", full)
        uttrekk = lag(bestilt())
    assert uttrekk.status == Uttrekk.Status.FERDIG
    assert uttrekk.antall_funn == 0
    assert not uttrekk.helt_ferdig
    assert "Pakken ble ikke laget" in uttrekk.feil
    (pakkemappe(uttrekk) / "rest").mkdir()
    with som("siv", "frogner", "fortsett uttrekk") as siv:
        fortsett_uttrekk(uttrekk, av=siv)
    uttrekk = lag(uttrekk)
    assert uttrekk.helt_ferdig
    assert uttrekk.feil == ""
    assert len(list(pakkemappe(uttrekk).iterdir())) == 4


def test_kommandoen_lager_pakken_ved_siden_av_uttrekket(tmp_path, capsys):
    til = tmp_path / "uttrekk"
    valg = _tolk(["uttrekk", "--virksomhet", "frogner", "--til", str(til), "--pakke", "--avtale", "A-1"])
    assert kommandoen.utfoer(valg) == 0
    ut = capsys.readouterr().out
    (tar,) = (tmp_path / "uttrekk-pakke").glob("*.tar")
    assert str(tar) in ut
    assert "Kontrollen fant ingen feil." in ut
    assert kontroller_kvittering(tar.with_name(f"{tar.stem}-kvittering.json"), offentlig_noekkel()) == []
    with som("siv", "frogner", "slett uttrekk") as siv:
        rad = Uttrekk.objects.get()
        assert rad.avtale == "A-1"
        with pytest.raises(Hindret) as nei:
            slett_uttrekk(rad, av=siv)
    assert koder(nei) == {"uttrekk.utenfor"}


def test_kommandoen_uten_pakke_lager_bare_uttrekket(tmp_path):
    valg = _tolk(["uttrekk", "--virksomhet", "frogner", "--til", str(tmp_path / "uttrekk")])
    assert kommandoen.utfoer(valg) == 0
    assert not (tmp_path / "uttrekk-pakke").exists()


def test_det_som_er_levert_kan_ikke_slettes_foer_mottakeren_har_bekreftet_det():
    uttrekk = bestilt()
    with som("siv", "frogner", "lever uttrekk") as siv:
        with pytest.raises(Hindret) as nei:
            noter_avlevering(uttrekk, av=siv)
        assert koder(nei) == {"uttrekk.ikke_ferdig"}
        with pytest.raises(Hindret) as nei:
            slett_uttrekk(uttrekk, av=siv)
        assert koder(nei) == {"uttrekk.i_arbeid"}
    uttrekk = lag(uttrekk)
    with som("siv", "frogner", "lever uttrekk") as siv:
        with pytest.raises(Hindret) as nei:
            noter_mottak(uttrekk, referanse="2026/12", av=siv)
        assert koder(nei) == {"uttrekk.ikke_levert"}
        uttrekk = noter_avlevering(uttrekk, av=siv)
        with pytest.raises(Hindret) as nei:
            slett_uttrekk(uttrekk, av=siv)
        assert koder(nei) == {"uttrekk.ubekreftet"}
        with pytest.raises(Hindret) as nei:
            noter_mottak(uttrekk, referanse=" ", av=siv)
        assert koder(nei) == {"uttrekk.referanse"}
        uttrekk = noter_mottak(uttrekk, referanse="2026/12", av=siv)
        with pytest.raises(Hindret) as nei:
            noter_avlevering(uttrekk, av=siv)
        assert koder(nei) == {"uttrekk.levert"}
        slett_uttrekk(uttrekk, av=siv)


def test_sletting_tar_filene_og_lar_kvitteringen_listen_og_rapporten_staa():
    uttrekk = lag(bestilt())
    with som("siv", "frogner", "slett uttrekk") as siv:
        slettet = slett_uttrekk(uttrekk, av=siv)
        assert slettet.slettet_av == "Siv Ramnefjell"
        with pytest.raises(Hindret) as nei:
            slett_uttrekk(slettet, av=siv)
        assert koder(nei) == {"uttrekk.slettet"}
        with pytest.raises(Hindret) as nei:
            fortsett_uttrekk(slettet, av=siv)
        assert koder(nei) == {"uttrekk.slettet"}
    for _gang in range(2):
        fjern_filer(uttrekk.pk, virksomhet("frogner").pk, av=prosessaktoer("jobb"))
    assert not Path(uttrekk.mappe).exists()
    assert sorted(p.suffix for p in pakkemappe(uttrekk).iterdir()) == [".json", ".txt", ".xml"]
    assert rapportfil(uttrekk.pk).is_file()
    assert lag(uttrekk).status == Uttrekk.Status.SLETTET


def test_bare_den_som_administrerer_kan_levere_og_slette():
    uttrekk = lag(bestilt())
    with som("maja", "frogner", "slett uttrekk") as maja:
        for verb in (noter_avlevering, slett_uttrekk):
            with pytest.raises(PermissionDenied):
                verb(uttrekk, av=maja)
        with pytest.raises(PermissionDenied):
            noter_mottak(uttrekk, referanse="x", av=maja)
