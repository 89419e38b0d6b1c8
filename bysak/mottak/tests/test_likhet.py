"""What may be the same as something else is shown, never decided."""

import pytest

from bysak.arkivstruktur.dokument import legg_ved_fil
from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.mottak.likhet import forskjell, lignende, registrert_med_samme_fil, signatur
from bysak.mottak.models import Innkomst
from bysak.mottak.tests.brev import brev, motta_og_les, rad_naa
from bysak.mottak.undersoekelse import undersoek
from tests.klient import klient, tekst
from tests.papir import pdf
from tests.saker import en_sak, et_brev
from tests.verden import aktoer, som

BREVET = (
    "Jeg klager på vedtaket om parkering i Uranienborgveien. Skiltet sto bak et tre og kunne ikke ses fra veien. "
    "Jeg ber om at gebyret blir slettet og at treet blir beskåret før neste vinter."
)


def _inn(emne: str, tekst: str, fra: str = "Ebba Lønnfjell <ebba@lonnfjell.example>", **mer: object) -> Innkomst:
    rad = motta_og_les(brev(emne, tekst, fra=fra, **mer))  # type: ignore[arg-type]
    assert rad.virksomhet_id is not None
    undersoek(rad.virksomhet_id, rad.pk)
    return rad_naa(rad)


def _like(rad: Innkomst) -> list[tuple[str, str]]:
    with arbeid(som=aktoer("kari"), leser=[rad.virksomhet]):
        return [(lik.innkomst.emne, lik.fordi) for lik in lignende(rad)]


def test_signaturene_til_nesten_like_tekster_er_nesten_like_og_til_andre_ulike():
    def andel(a: str, b: str) -> float:
        return sum(x == y for x, y in zip(signatur(a), signatur(b), strict=True)) / 32

    assert andel(BREVET, BREVET.upper()) == 1
    assert andel(BREVET, BREVET + " Hilsen Ebba") > 0.75
    assert andel(BREVET, "Vi ønsker å leie samfunnshuset til en feiring den tredje lørdagen i mars neste år.") < 0.1
    assert signatur("Hei der") == []


@pytest.mark.django_db
def test_samme_brev_fra_en_annen_adresse_kjennes_igjen_paa_teksten():
    _inn("Klage", BREVET)
    _inn("Leie", "Vi ønsker å leie samfunnshuset til en feiring den tredje lørdagen i mars.", "per@a.example")
    rad = _inn("Klage på gebyr", f"{BREVET} Takk.", "Ebba <ebba.privat@post.example>")
    ((emne, fordi),) = _like(rad)
    assert emne == "Klage"
    assert fordi.startswith("Teksten er ")


@pytest.mark.django_db
def test_siden_viser_to_side_om_side_med_det_som_er_ulikt_merket_og_ett_trykk_merker_duplikatet():
    foer = _inn("Klage", BREVET)
    rad = _inn("Klage igjen", BREVET.replace("slettet", "ettergitt"))
    kari = klient("kari")
    adresse = f"/mottak/frogner/{rad.pk}/sammenlign/{foer.pk}"
    assert adresse in tekst(kari.get(f"/mottak/frogner/{rad.pk}"))
    siden = tekst(kari.get(adresse))
    assert "<mark>ettergitt " in siden
    assert "<mark>slettet " in siden
    kari.post(f"/mottak/frogner/{rad.pk}/utfall", {"utfall": "duplikat", "original": str(foer.pk)})
    assert rad_naa(rad).duplikat_av_id == foer.pk
    assert klient("lise").get(adresse).status_code == 404


@pytest.mark.django_db
def test_en_fil_som_alt_er_registrert_sies_fra_om_til_den_som_kan_se_det():
    innhold = pdf(["Kart over gangveien"])
    with som("kari", "frogner", "registrer") as kari:
        jp = et_brev(en_sak(kari), kari, tittel="Kart")
        lagret = lager.lagre("frogner", innhold)
        legg_ved_fil(jp, tittel="Kart", lagret=lagret, filnavn="k.pdf", mime="application/pdf", av=kari)
    rad = _inn("Kartet på nytt", "Se vedlegg.", vedlegg=(("kart.pdf", "application/pdf", innhold),))
    with arbeid(som=aktoer("kari"), leser=[rad.virksomhet]):
        assert [r.pk for r in registrert_med_samme_fil(rad, av=aktoer("kari"))] == [jp.pk]
    assert "Samme fil er registrert i" in tekst(klient("kari").get(f"/mottak/frogner/{rad.pk}"))
    assert rad.vedlegg.all()[0].pronom.startswith("fmt/")


def test_forskjellen_mellom_to_tekster_er_de_ordene_bare_den_ene_har():
    ulik = forskjell("en to tre fire", "en to fem fire")
    assert ulik.her == [("en to ", False), ("tre ", True), ("fire", False)]
    assert ulik.der == [("en to ", False), ("fem ", True), ("fire", False)]
