from typing import Any

import pytest

from bysak.arkivstruktur.arkivadministrasjon import endre_arkivdel
from bysak.arkivstruktur.arv import kassasjonsregel, skjermingsregel
from bysak.arkivstruktur.models import (
    Arkivdel,
    Dokumentkobling,
    Kassasjon,
    Klasse,
    Mappe,
    ReferanseArkivdel,
    Registrering,
    Skjerming,
)
from tests.saker import en_fil, en_sak, et_brev
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.fixture
def kjede(kari) -> dict[str, Any]:
    sak = en_sak(kari)
    jp = et_brev(sak, kari)
    return {
        "dokument": en_fil(jp, kari).dokumentbeskrivelse,
        "registrering": Registrering.objects.get(pk=jp.pk),
        "mappe": Mappe.objects.get(pk=sak.pk),
        "klasse": Klasse.objects.get(mapper=sak),
        "overklasse": Klasse.objects.get(underklasser=sak.klasse_id),
        "arkivdel": Arkivdel.objects.get(pk=sak.arkivdel_id),
    }


def paa_nytt(enhet: Any) -> Any:
    return type(enhet).objects.get(pk=enhet.pk)


def kilden(regel: Any, enhet: Any) -> Any:
    svar = regel(paa_nytt(enhet))
    return svar and (svar.fra, svar.arvet)


@pytest.mark.krav("6.1.1", "6.1.2", "6.1.3", "6.1.10", "6.1.11")
def test_kassasjon_arves_ned_til_dokumentet_og_kan_sies_annerledes_paa_hvert_nivaa(kjede):
    dokument = kjede["dokument"]
    assert kassasjonsregel(dokument) is None
    for nivaa in ("overklasse", "klasse", "arkivdel", "mappe", "registrering", "dokument"):
        enhet = kjede[nivaa]
        felt = {"overklasse": "klasse", "dokument": "dokumentbeskrivelse"}.get(nivaa, nivaa)
        Kassasjon.objects.create(**{felt: enhet}, kassasjonsvedtak="K", bevaringstid=10)
        assert kilden(kassasjonsregel, dokument) == (enhet, nivaa != "dokument"), nivaa
    assert kilden(kassasjonsregel, kjede["mappe"]) == (kjede["mappe"], False)
    assert kilden(kassasjonsregel, kjede["klasse"]) == (kjede["klasse"], False)
    Kassasjon.objects.filter(klasse=kjede["klasse"]).delete()
    assert kilden(kassasjonsregel, kjede["klasse"]) == (kjede["overklasse"], True)


def test_en_arkivdel_det_vises_til_gaar_foran_saken_den_ligger_i(kjede):
    annen = Arkivdel.objects.get(arkivdelstatus="P")
    Kassasjon.objects.create(mappe=kjede["mappe"], kassasjonsvedtak="B")
    Kassasjon.objects.create(arkivdel=annen, kassasjonsvedtak="K")
    assert kilden(kassasjonsregel, kjede["registrering"]) == (kjede["mappe"], True)
    ReferanseArkivdel.objects.create(registrering=kjede["registrering"], arkivdel=annen)
    assert kilden(kassasjonsregel, kjede["registrering"]) == (annen, True)
    assert kilden(kassasjonsregel, kjede["mappe"]) == (kjede["mappe"], False)


@pytest.mark.krav("2.8.1", "5.2.27")
def test_skjerming_arves_men_ikke_til_et_dokument_som_hoerer_til_flere(kjede, kari):
    felt: dict[str, Any] = {"tilgangsrestriksjon_id": "UO", "skjermingshjemmel": "Offl § 13", "skjerming_metadata": []}
    Skjerming.objects.create(klasse=kjede["klasse"], **felt)
    assert kilden(skjermingsregel, kjede["dokument"]) == (kjede["klasse"], True)
    Skjerming.objects.create(registrering=kjede["registrering"], **felt)
    assert kilden(skjermingsregel, kjede["dokument"]) == (kjede["registrering"], True)
    annet = et_brev(en_sak(kari), kari)
    Dokumentkobling.objects.create(
        registrering=annet, dokumentbeskrivelse=kjede["dokument"], tilknyttet_registrering_som="V", dokumentnummer=1
    )
    assert kilden(skjermingsregel, kjede["dokument"]) is None
    Skjerming.objects.create(dokumentbeskrivelse=kjede["dokument"], **felt)
    assert kilden(skjermingsregel, kjede["dokument"]) == (kjede["dokument"], False)


def test_papir_og_sted_foelger_med_fra_arkivdelen_til_saken_og_posten():
    with som("siv", "frogner") as siv:
        endre_arkivdel(
            Arkivdel.objects.get(arkivdelstatus="A"), tittel="Papir", dokumentmedium="B",
            oppbevaringssted=["Kjeller 2"], av=siv,
        )  # fmt: skip
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp = et_brev(sak, kari)
        for enhet in (sak, jp):
            assert (enhet.dokumentmedium, enhet.oppbevaringssted) == ("B", ["Kjeller 2"])
