"""Nothing is opened or registered before it is scanned; nothing is lost while the scanner is away."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.klienter.clamd import Clamd
from bysak.klienter.tests.en_clamd import FUNN, SMITTE, STREAM_MAKS, en_clamd
from bysak.mottak import virus
from bysak.mottak.innkomst import motta
from bysak.mottak.jobber import undersoek_uferdige
from bysak.mottak.models import Innkomst, Utfall, Virus
from bysak.mottak.registrering import hindre_for_registrering
from bysak.mottak.tests.brev import FROGNER, brev, motta_og_les, rad_naa, valg_i_frogner
from bysak.mottak.undersoekelse import undersoek
from bysak.mottak.utfall import gjenaapne
from tests.klient import klient as som
from tests.verden import aktoer

pytestmark = [pytest.mark.django_db, pytest.mark.trenger("clamd")]
PDF = b"%PDF-1.4\n%hei\n"


@pytest.fixture(scope="module")
def clamd() -> Iterator[Clamd]:
    with en_clamd() as (skanner, _prosess):
        yield skanner


@pytest.fixture
def skanner(settings, clamd: Clamd):
    """The scanner set up and well; `settings.BYSAK_CLAMD` is what a test changes."""
    cache.delete("virusskanner")
    settings.BYSAK_CLAMD = clamd
    yield settings
    cache.delete("virusskanner")


@pytest.fixture
def nede(tmp_path) -> Clamd:
    return Clamd(sti=str(tmp_path / "finnes-ikke"))


def _mottatt(emne: str, innhold: bytes, navn: str = "a.pdf") -> Innkomst:
    return motta_og_les(brev(emne, vedlegg=((navn, "application/pdf", innhold),)))


def _undersoekt(rad: Innkomst) -> Innkomst:
    assert rad.virksomhet_id is not None
    undersoek(rad.virksomhet_id, rad.pk)
    return rad_naa(rad)


def _koder(rad: Innkomst) -> list[str]:
    kari = aktoer("kari")
    valg = valg_i_frogner(kari, "Brev")
    with arbeid(som=kari, i=rad.virksomhet, verb="test"):
        return [h.kode for h in hindre_for_registrering(rad, valg, av=kari) if h.kode.startswith("virus.")]


def _adresser(rad: Innkomst) -> list[str]:
    grunn = f"/mottak/frogner/{rad.pk}"
    return [f"{grunn}/original", f"{grunn}/vedlegg/1/fil", f"{grunn}/vedlegg/1/side/1.png"]


def test_uten_skanner_holdes_ingenting_tilbake_og_siden_sier_at_det_ikke_er_skannet(settings):
    settings.BYSAK_CLAMD = None
    rad = _undersoekt(_mottatt("Uten skanner", PDF))
    assert (rad.virus, _koder(rad)) == ("", [])
    kari = som("kari")
    assert kari.get(_adresser(rad)[1]).status_code == 200
    assert "virusskanner er ikke satt opp" in kari.get(f"/mottak/frogner/{rad.pk}").content.decode()
    assert kari.get("/helse").json()["virusskanner"] == "uten"


def test_foer_det_er_skannet_er_filene_stengt_og_etterpaa_aapne_med_signaturversjonen_lagret(skanner):
    rad = _mottatt("Ren", PDF)
    kari = som("kari")
    assert _koder(rad) == ["virus.venter"]
    assert {kari.get(adresse).status_code for adresse in _adresser(rad)} == {409}
    siden = kari.get(f"/mottak/frogner/{rad.pk}?vis=1").content.decode()
    assert "Venter på virusskanneren" in siden
    assert "ark--side" not in siden  # neither the pages nor the words on them
    rad = _undersoekt(rad)
    assert (rad.virus, rad.utfall, _koder(rad)) == (Virus.REN, "", [])
    assert kari.get(_adresser(rad)[0]).status_code == 200
    siden = kari.get(f"/mottak/frogner/{rad.pk}").content.decode()
    assert "uten funn" in siden
    assert skanner.BYSAK_CLAMD.versjon() in siden


def test_det_som_er_smittet_ligger_i_karantene_med_navnet_og_aapnes_aldri(skanner):
    rad = _undersoekt(_mottatt("Smittet", PDF + SMITTE, "faktura.pdf"))
    assert (rad.virus, rad.utfall, rad.utfall_kode) == (Virus.FUNN, Utfall.KARANTENE, virus.KODE)
    assert FUNN in rad.utfall_grunn
    kari = som("kari")
    siden = kari.get(f"/mottak/frogner/{rad.pk}?vis=1").content.decode()
    assert f"faktura.pdf: {FUNN}" in siden
    assert "Last ned" not in siden
    assert {kari.get(adresse).status_code for adresse in _adresser(rad)} == {409}
    with pytest.raises(Hindret, match="frigis"), arbeid(som=aktoer("kari"), i=rad.virksomhet, verb="test"):
        gjenaapne(rad, av=aktoer("kari"))


def test_en_person_bekrefter_funnet_eller_frigir_det_med_en_grunn_og_da_er_det_i_koen_igjen(skanner):
    rad = _undersoekt(motta_og_les(brev("Smittet", f"Hei {SMITTE.decode()}")))
    kari, adresse = som("kari"), f"/mottak/frogner/{rad.pk}/virus"
    assert kari.post(adresse, {"handling": "bekreft"}).status_code == 302
    assert "Bekreftet av" in kari.get(f"/mottak/frogner/{rad.pk}").content.decode()
    assert "Skriv hvorfor" in kari.post(adresse, {"handling": "frigi", "merknad": " "}).content.decode()
    assert rad_naa(rad).utfall == Utfall.KARANTENE
    assert kari.post(adresse, {"handling": "frigi", "merknad": "Avsender er ringt"}).status_code == 302
    rad = _undersoekt(rad)
    assert (rad.virus, rad.utfall, _koder(rad)) == (Virus.FRIGITT, "", [])
    assert rad.undersoekt_tid is not None
    assert kari.get(_adresser(rad)[0]).status_code == 200
    assert "Avsender er ringt" in kari.get(f"/mottak/frogner/{rad.pk}").content.decode()


def test_den_som_bare_tar_imot_kan_ikke_frigi(skanner):
    rad = _undersoekt(_mottatt("Smittet", PDF + SMITTE))
    ola = aktoer("ola")
    with pytest.raises(PermissionDenied), arbeid(som=ola, i=rad.virksomhet, verb="test"):
        virus.frigi(rad, grunn="Ja", av=ola)


def test_det_skanneren_ikke_kan_se_inn_i_slipper_ikke_gjennom_av_seg_selv(skanner):
    rad = _undersoekt(_mottatt("For stor", b"x" * (STREAM_MAKS + 500_000), "a.bin"))
    assert (rad.virus, rad.utfall, _koder(rad)) == (Virus.USKANNBAR, "", ["virus.uskannbar"])
    assert som("kari").get(_adresser(rad)[1]).status_code == 409


def test_mens_skanneren_er_nede_er_alt_stengt_og_det_skannes_naar_den_er_oppe(skanner, clamd, nede, monkeypatch):
    monkeypatch.setattr("bysak.mottak.jobber.VENT", -virus.TAALMODIGHET)
    monkeypatch.setattr("bysak.mottak.virus.TAALMODIGHET", -virus.TAALMODIGHET)
    skanner.BYSAK_CLAMD = nede
    rad = motta_og_les(brev("Mens den var nede"))
    assert undersoek_uferdige() == 0
    assert (rad_naa(rad).virus, rad_naa(rad).undersoekt_tid, _koder(rad)) == ("", None, ["virus.venter"])
    kari = som("kari")
    assert "Virusskanneren svarer ikke" in kari.get("/mottak").content.decode()
    assert kari.get("/helse").json()["virusskanner"] == "nede"
    skanner.BYSAK_CLAMD = clamd
    assert undersoek_uferdige() >= 1
    assert (rad_naa(rad).virus, _koder(rad_naa(rad))) == (Virus.REN, [])


def test_det_som_er_skannet_kan_skannes_paa_nytt_og_er_stengt_til_det_er_gjort(skanner):
    rad = _undersoekt(motta_og_les(brev("Igjen")))
    assert som("kari").post(f"/mottak/frogner/{rad.pk}/virus", {"handling": "skann"}).status_code == 302
    assert _koder(rad_naa(rad)) == ["virus.venter"]
    rad = _undersoekt(rad)
    with arbeid(som=aktoer("kari"), leser=[rad.virksomhet]):
        assert rad.virusskann.count() == 2


def test_mottaket_kvitterer_ogsaa_naar_skanneren_er_nede(skanner, nede):
    skanner.BYSAK_CLAMD = nede
    assert len(motta(brev("Kvittert"), til_adresser=[FROGNER])) == 1
