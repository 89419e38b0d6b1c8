"""What the bydel may and may not decide about a journalpost."""

import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur.models import Journalpost
from bysak.journal.skjermingsord import MASKE
from bysak.journal.tests.verden import PERSONLIG, post, vurdert
from bysak.journal.vurdering import hindre_for_vurdering, vurder, vurderingen
from bysak.kjerne.hinder import Hindret
from tests.verden import som

pytestmark = pytest.mark.django_db


def koder(jp: Journalpost, **valg: object) -> set[str]:
    with som("ola", "frogner"):
        return {h.kode for h in hindre_for_vurdering(jp, **valg)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "hjemmel", ["", "Offl § 13", "offl. § 13", "Offl § 13 jf. fvl § 13", "personvern", "Offl § 14"]
)
def test_en_ufullstendig_hjemmel_avvises_med_hva_som_mangler(hjemmel: str) -> None:
    jp = post("Søknad om støtte")
    with pytest.raises(Hindret) as nei, som("ola", "frogner") as ola:
        vurder(jp, resultat="unntatt", hjemmel=hjemmel, av=ola)
    assert nei.value.hindre[0].kode == "hjemmel_ufullstendig"
    assert nei.value.hindre[0].felt == "hjemmel"


def test_taushetsplikt_utelukker_meirinnsyn_og_andre_hjemler_krever_det_med_grunn() -> None:
    jp = post("Søknad om støtte")
    assert koder(jp, resultat="unntatt", hjemmel=PERSONLIG, meirinnsyn="ja") == {"meirinnsyn_umulig"}
    kan = "Offl § 14 første ledd"
    assert koder(jp, resultat="unntatt", hjemmel=kan) == {"meirinnsyn_mangler", "begrunnelse_mangler"}
    assert koder(jp, resultat="unntatt", hjemmel=kan, meirinnsyn="nei", begrunnelse="Under arbeid") == set()


def test_saksframlegg_kan_ikke_unntas_som_organinternt() -> None:
    jp = post("Regnskapsrapport til bydelsutvalget", type_="S")
    valg = {"resultat": "unntatt", "meirinnsyn": "nei", "begrunnelse": "Internt"}
    assert koder(jp, hjemmel="Offl § 14 første ledd", **valg) == {"saksframlegg_internt"}
    assert koder(jp, hjemmel="Offl § 15 første ledd", **valg) == {"saksframlegg_internt"}


def test_hele_innfoeringen_utelates_bare_for_taushetsplikt() -> None:
    jp = post("Søknad om støtte")
    kan = {"hjemmel": "Offl § 14 første ledd", "meirinnsyn": "nei", "begrunnelse": "x", "hele_innfoerselen": True}
    assert koder(jp, resultat="unntatt", **kan) == {"hele_uten_teieplikt"}
    assert koder(jp, resultat="unntatt", hjemmel=PERSONLIG, hele_innfoerselen=True) == set()


def test_det_som_er_offentlig_har_ingenting_skjermet() -> None:
    jp = post("Søknad om støtte")
    assert koder(jp, resultat="offentlig", skjermede_ord={0}) == {"offentlig_uten_skjerming"}
    assert koder(jp, resultat="") == {"resultat_mangler"}


def test_ordene_maa_finnes_og_kan_ikke_staa_aapent_et_annet_sted_i_tittelen() -> None:
    jp = post("Brev fra Nordvang om Nordvangs hage")
    assert koder(jp, resultat="delvis", hjemmel=PERSONLIG, skjermede_ord={99}) == {"tittel_endret"}
    assert koder(jp, resultat="delvis", hjemmel=PERSONLIG, skjermede_ord={2}) == {"skjermet_ord_synlig"}
    assert koder(jp, resultat="delvis", hjemmel=PERSONLIG, skjermede_ord={2, 4}) == set()


def test_vurderingen_skjermer_ord_og_navn_og_kan_gjoeres_om() -> None:
    jp = post("Søknad fra Idris Nordvang", fra="Idris Nordvang", person=True)
    vurdert(jp, "Idris Nordvang", parter=True)
    with som("ola", "frogner"):
        jp.refresh_from_db()
        assert jp.offentlig_tittel == f"Søknad fra {MASKE} {MASKE}"
        assert jp.korrespondanseparter.get().skjermet
        assert jp.offentlighetsvurdert_dato is not None
    vurdert(jp)
    with som("ola", "frogner"):
        jp.refresh_from_db()
        assert jp.offentlig_tittel == jp.tittel
        gjeldende = vurderingen(jp)
        assert gjeldende is not None
        assert (gjeldende.resultat, gjeldende.hjemmel, gjeldende.vurdert_av) == ("offentlig", "", "Ola Myrstad")


def test_byarkivet_vurderer_ikke_for_bydelen_og_nabobydelen_finner_den_ikke() -> None:
    jp = post("Søknad om støtte")
    with pytest.raises(PermissionDenied), som("kari", "frogner") as kari:
        vurder(jp, resultat="offentlig", av=kari)
    with pytest.raises(Journalpost.DoesNotExist), som("lise", "sagene") as lise:
        vurder(jp, resultat="offentlig", av=lise)
