"""The reply address of a case: what comes to it is suggested there with certainty, and a false one is told."""

import pytest

from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.models import Saksmappe
from bysak.kjerne.arbeid import arbeid
from bysak.mottak.forslag import forslag_for
from bysak.mottak.innkomst import motta, virksomhet_for
from bysak.mottak.models import Innkomst
from bysak.mottak.sakforslag import Sakforslag
from bysak.mottak.saksadresse import Saksadresse, saksadresse
from bysak.mottak.tests.brev import FROGNER, aapen_sak, brev, motta_og_les
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db
FALSK = "Adressen har en sakskode som ikke gjelder her. Meldingen er tatt imot som vanlig post."


@pytest.fixture
def sak() -> Saksmappe:
    with som("kari", "frogner"):
        return aapen_sak()


@pytest.fixture
def adresse(sak: Saksmappe) -> Saksadresse:
    with som("kari", "frogner"):
        funnet = saksadresse(sak)
    assert funnet is not None
    return funnet


def _saker(rad: Innkomst, hvem: str = "kari") -> list[Sakforslag]:
    av = aktoer(hvem)
    with arbeid(som=av, leser=[rad.virksomhet]):
        return forslag_for(rad, av=av).saker


@pytest.mark.parametrize("form", ["adresse", "direkte"])
def test_epost_til_sakens_adresse_kommer_til_bydelen_med_saken_foreslaatt(
    sak: Saksmappe, adresse: Saksadresse, form: str
) -> None:
    rad = motta_og_les(brev("Uten spor", fra="ny@ny.example", til="noen@andre.example"), til=getattr(adresse, form))
    assert (rad.virksomhet.kode, rad.uten_bydel) == ("frogner", False)
    foerste = _saker(rad)[0]
    assert (foerste.sak.pk, foerste.styrke, foerste.fordi) == (sak.pk, 3, "Kom til sakens adresse.")
    assert FALSK not in rad.merknader


def test_store_bokstaver_i_adressen_gjoer_ingen_forskjell(sak: Saksmappe, adresse: Saksadresse) -> None:
    rad = motta_og_les(brev("Rop", fra="ny@ny.example"), til=adresse.adresse.upper())
    assert _saker(rad)[0].sak.pk == sak.pk


@pytest.mark.parametrize("felt", ["Reply-To", "Cc", "X-Original-To"])
def test_koden_finnes_ogsaa_i_hodet_naar_konvolutten_har_mistet_den(
    sak: Saksmappe, adresse: Saksadresse, felt: str
) -> None:
    rad = motta_og_les(f"{felt}: {adresse.adresse}\r\n".encode() + brev("Uten spor", fra="ny@ny.example"))
    assert [f.sak.pk for f in _saker(rad)] == [sak.pk]


def test_koden_i_emnet_er_nok(sak: Saksmappe, adresse: Saksadresse) -> None:
    rad = motta_og_les(brev(f"SV: Vedtak {adresse.kode}", fra="ny@ny.example"))
    assert [(f.sak.pk, f.fordi) for f in _saker(rad)] == [(sak.pk, "Kom til sakens adresse.")]


def test_en_forfalsket_kode_gir_vanlig_mottak_og_blir_sagt(sak: Saksmappe, adresse: Saksadresse) -> None:
    lokal, _alfa, domene = adresse.adresse.partition("@")
    falsk = f"{lokal[:-1]}{'a' if lokal[-1] != 'a' else 'b'}@{domene}"
    rad = motta_og_les(brev("Forsøk", fra="ny@ny.example"), til=falsk)
    assert (rad.virksomhet.kode, rad.utfall, rad.sak_i_adressen) == ("frogner", "", "")
    assert FALSK in rad.merknader
    assert _saker(rad) == []


def test_en_kode_for_et_annet_nummer_gjelder_ikke(sak: Saksmappe, adresse: Saksadresse) -> None:
    annet = adresse.adresse.replace(f"-{sak.sakssekvensnummer}-", f"-{(sak.sakssekvensnummer or 0) + 1}-")
    assert FALSK in motta_og_les(brev("Forsøk", fra="ny@ny.example"), til=annet).merknader


def test_koden_til_en_bydels_sak_gjelder_ikke_i_en_annen(adresse: Saksadresse) -> None:
    rad = motta_og_les(brev("Feil sted", fra="ny@ny.example"), til=adresse.adresse.replace("@frogner.", "@sagene."))
    assert (rad.virksomhet.kode, rad.sak_i_adressen) == ("sagene", "")
    assert FALSK in rad.merknader
    assert _saker(rad) == []


def test_samme_saksnummer_har_ulik_adresse_i_hver_bydel(sak: Saksmappe, adresse: Saksadresse) -> None:
    sagenes = Saksmappe(virksomhet=virksomhet("sagene"), saksaar=sak.saksaar, sakssekvensnummer=sak.sakssekvensnummer)
    with som("lise", "sagene"):
        annen = saksadresse(sagenes)
    assert annen is not None
    assert annen.kode != adresse.kode


def test_naar_hemmeligheten_er_byttet_er_de_gamle_adressene_vanlig_post(
    adresse: Saksadresse, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rad,) = motta(brev("Etter bytte", fra="ny@ny.example"), til_adresser=[adresse.adresse])
    monkeypatch.setenv("BYSAK_HEMMELIG_DJANGO", "en annen hemmelighet")
    rad = motta_og_les(brev("Etter bytte 2", fra="ny@ny.example"), til=adresse.adresse)
    assert FALSK in rad.merknader


def test_en_avsluttet_sak_foreslaas_svakere_og_det_sies(sak: Saksmappe, adresse: Saksadresse) -> None:
    with som("kari", "frogner", "avslutt_saksmappe") as kari:
        avslutt_saksmappe(sak, av=kari, avskriv_rest=True)
    (forslag,) = _saker(motta_og_les(brev("For sent", fra="ny@ny.example"), til=adresse.adresse))
    assert (forslag.styrke, forslag.fordi) == (2, "Kom til sakens adresse. Saken er avsluttet.")


def test_en_skjermet_sak_foreslaas_bare_for_den_som_ser_den() -> None:
    with som("kari", "frogner"):
        skjermet = Saksmappe.objects.filter(tilgangsklasse__art="kode").first()
        funnet = saksadresse(skjermet) if skjermet else None
    assert skjermet is not None
    assert funnet is not None
    rad = motta_og_les(brev("Hemmelig", fra="ny@ny.example"), til=funnet.adresse)
    assert [f.sak.pk for f in _saker(rad)] == [skjermet.pk]
    assert _saker(rad, "ola") == []


def test_den_direkte_adressen_maa_ha_bydelens_domene(adresse: Saksadresse) -> None:
    assert virksomhet_for(adresse.direkte) == virksomhet("frogner")
    assert virksomhet_for(adresse.direkte.replace("@frogner.", "@sagene.")) is None
    assert virksomhet_for(adresse.direkte.replace("sak.frogner.", "sak.sagene.")) is None
    assert virksomhet_for(FROGNER) == virksomhet("frogner")
