"""The gate: each finding stops its own line."""

from datetime import timedelta

import pytest

from bysak.arkivstruktur.models import Journalpost, Klasse, Korrespondansepart, Mappe, Registrering
from bysak.journal.avklaring import avklar
from bysak.journal.models import OffentligInnfoersel, Vurdering
from bysak.journal.sperre import Funn, funn, hindre_for_publisering
from bysak.journal.tests.verden import PERSONLIG, post, publisert, vurdert
from bysak.journal.utvalg import dagen, journalposter
from bysak.journal.vurdering import send_tilbake, skjerm_i_sakstittel, skjerm_mer, vurder
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Virksomhet
from tests.verden import som, virksomhet

pytestmark = pytest.mark.django_db


def _syntetisk() -> str:
    """A synthetic number (month + 80) with valid check digits, so that no real person is hit."""
    for ind in range(100, 1000):
        sifre = [int(t) for t in f"158101{ind}"]
        k1 = -sum(v * s for v, s in zip((3, 7, 6, 1, 8, 9, 4, 5, 2), sifre, strict=True)) % 11
        k2 = -sum(v * s for v, s in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), [*sifre, k1], strict=True)) % 11
        if 10 not in (k1, k2):
            return f"158101{ind}{k1}{k2}"
    raise AssertionError


def alle(jp: Journalpost) -> list[Funn]:
    with som("kari", "frogner"):
        return list(funn(journalposter().get(pk=jp.pk)))


def koder(jp: Journalpost) -> set[str]:
    return {f.kode for f in alle(jp)}


def endre(jp: Journalpost, **felter: object) -> None:
    with som("kari", "frogner"):
        Registrering.objects.filter(pk=jp.pk).update(**felter)


def test_en_ren_linje_har_ingen_funn() -> None:
    jp = post("Merknad til gatebruksplan for parken")
    vurdert(jp)
    assert alle(jp) == []


def test_uten_vurdering_er_linjen_holdt_og_ikke_et_funn() -> None:
    jp = post("Merknad til gatebruksplan")
    with som("kari", "frogner"):
        assert {h.kode for h in hindre_for_publisering(journalposter().get(pk=jp.pk))} == {"ikke_vurdert"}


@pytest.mark.parametrize("hvor", ["tittel", "part", "sak"])
def test_foedselsnummer_stopper_hvor_det_enn_staar_og_kan_ikke_avklares(hvor: str) -> None:
    nummer = _syntetisk()
    skrevet = f"{nummer[:6]} {nummer[6:]}"
    jp = post(
        f"Vedrørende {skrevet} leiekontrakt" if hvor == "tittel" else "Vedrørende leiekontrakt",
        fra=f"Leietaker {skrevet}" if hvor == "part" else "Furulia borettslag",
        sakstittel=f"Leie {skrevet}" if hvor == "sak" else "Leie av lokale",
    )
    vurdert(jp)
    funnet = [f for f in alle(jp) if f.kode == "foedselsnummer"]
    assert len(funnet) == 1
    assert not funnet[0].kan_avklares
    assert skrevet not in funnet[0].tekst


def test_skjermet_ord_i_sakens_tittel_stopper_til_sakstittelen_er_skjermet() -> None:
    jp = post("Søknad fra Idris Nordvang", fra="Idris Nordvang", person=True, sakstittel="Støtte til Nordvang")
    vurdert(jp, "Idris Nordvang", parter=True)
    synlige = [f for f in alle(jp) if f.kode == "skjermet_ord_synlig"]
    assert [(f.i_sakstittel, f.ord) for f in synlige] == [(True, ("Nordvang",))]
    with som("kari", "frogner") as kari:
        skjerm_i_sakstittel(journalposter().get(pk=jp.pk), ordnumre={2}, hjemmel=PERSONLIG, av=kari)
    assert alle(jp) == []
    assert publisert().antall == 1
    with som("kari", "frogner"):
        assert OffentligInnfoersel.objects.get().sakstittel == "Støtte til *****"


def test_personnavn_stopper_og_et_menneske_kan_avklare_det_for_hele_bydelen() -> None:
    jp = post("Klage fra Solvei Granlund på parkering", fra="Solvei Granlund", person=True)
    vurdert(jp)
    assert koder(jp) == {"personnavn"}
    with pytest.raises(Hindret, match="hvorfor"), som("kari", "frogner") as kari:
        avklar(jp, kode="personnavn", ord_="Solvei", avgjoerelse="ikke_navn", grunn=" ", av=kari)
    with som("kari", "frogner") as kari:
        for ord_ in ("Solvei", "Granlund"):
            avklar(jp, kode="personnavn", ord_=ord_, avgjoerelse="ikke_navn", grunn="Navnet på en park", av=kari)
    assert alle(jp) == []
    neste = post("Ny benk i Solvei Granlund", fra="Park og drift AS")
    vurdert(neste)
    assert alle(neste) == []


def test_det_som_maa_rettes_kan_ikke_avklares() -> None:
    jp = post("Merknad til gatebruksplan")
    with pytest.raises(Hindret, match="kan ikke avklares"), som("kari", "frogner") as kari:
        avklar(jp, kode="foedselsnummer", ord_="x", avgjoerelse="kan_vises", grunn="det går bra", av=kari)


def test_kvalitetssikringen_kan_skjerme_mer_men_aldri_aapne() -> None:
    jp = post("Klage fra Solvei Granlund på parkering", fra="Park og drift AS")
    vurdert(jp)
    with som("kari", "frogner") as kari:
        skjerm_mer(jp, ordnumre={2, 3}, hjemmel=PERSONLIG, av=kari)
    assert alle(jp) == []
    publisert()
    with som("kari", "frogner"):
        rad = OffentligInnfoersel.objects.get()
        assert (rad.tittel, rad.hjemmel, rad.omfang) == ("Klage fra ***** ***** på parkering", PERSONLIG, "deler")


def test_en_linje_som_er_sendt_tilbake_er_holdt_til_bydelen_vurderer_igjen() -> None:
    jp = post("Merknad til gatebruksplan")
    vurdert(jp)
    with som("kari", "frogner") as kari:
        send_tilbake(jp, grunn="Se på vedlegget", av=kari)
    assert publisert().antall == 0
    vurdert(jp)
    assert publisert().antall == 1


@pytest.mark.parametrize(
    ("tittel", "kode"),
    [
        ("Brev", "tittel_intetsigende"),
        ("Sv: Fw:", "tittel_intetsigende"),
        ("Ettersendt epikrise i søknaden", "helseopplysning"),
        ("Ring meg på 91 23 45 67 om parken", "kontaktopplysning"),
        ("Svar til post@kor.example om parken", "kontaktopplysning"),
    ],
)
def test_titler_som_maa_ses_paa(tittel: str, kode: str) -> None:
    jp = post(tittel)
    vurdert(jp)
    assert kode in koder(jp)


def test_noe_som_er_endret_etter_vurderingen_maa_vurderes_igjen() -> None:
    jp = post("Merknad til gatebruksplan")
    vurdert(jp)
    endre(jp, tittel="Merknad til en annen plan", offentlig_tittel="Merknad til en annen plan")
    assert koder(jp) == {"vurdering_foreldet"}


def test_dokumentdato_etter_journaldato_og_manglende_avsender_stopper() -> None:
    jp = post("Merknad til gatebruksplan")
    vurdert(jp)
    endre(jp, dokumentets_dato=i_dag() + timedelta(days=1))
    assert koder(jp) == {"dato_etter_journaldato"}
    with som("kari", "frogner"):
        Korrespondansepart.objects.filter(registrering_id=jp.pk).update(korrespondanseparttype="EK")
    assert "mangler_part" in koder(jp)


def test_en_hjemmel_som_ble_ufullstendig_og_et_manglende_kontaktpunkt_stopper() -> None:
    jp = post("Merknad til gatebruksplan")
    vurdert(jp, resultat="unntatt")
    with som("kari", "frogner"):
        Vurdering.objects.filter(registrering_id=jp.pk).update(hjemmel="Offl § 13")
    assert koder(jp) == {"hjemmel_ufullstendig"}


def test_saker_etter_offlf_9_femte_ledd_er_aldri_paa_nett_og_telles_bare() -> None:
    i_mappe, i_klasse, etter_lov = (post(f"Sak om tiltak {n}") for n in ("en", "to", "tre"))
    for jp in (i_mappe, i_klasse):
        vurdert(jp)
    vurdert(etter_lov, resultat="unntatt", hjemmel="Offl § 13 jf. barnevernsloven § 13-1")
    with som("kari", "frogner") as kari:
        foer = dagen(virksomhet("frogner"), i_dag()).skjulte
        Mappe.objects.filter(pk=i_mappe.mappe.pk).update(aldri_paa_nett=True)
    with som("siv", "frogner"):
        Klasse.objects.filter(pk=i_klasse.mappe.klasse_id).update(aldri_paa_nett=True)
    with som("kari", "frogner") as kari:
        utvalg = dagen(virksomhet("frogner"), i_dag(), av=kari)
        assert utvalg.skjulte > foer
        assert {i_mappe.pk, i_klasse.pk, etter_lov.pk} & {k.jp.pk for k in utvalg.klare} == set()
    assert publisert().antall == 0


def test_hele_innfoeringen_kan_holdes_ute() -> None:
    jp = post("Søknad om plass")
    with som("ola", "frogner") as ola:
        vurder(jp, resultat="unntatt", hjemmel=PERSONLIG, hele_innfoerselen=True, av=ola)
    assert publisert().antall == 0


def test_uten_kontaktpunkt_stopper_hele_dagen() -> None:
    with som("siv", "byarkivet"):
        Virksomhet.objects.filter(kode="frogner").update(kontakt_epost="", kontakt_telefon="")
    with pytest.raises(Hindret, match="publikum"):
        publisert()
