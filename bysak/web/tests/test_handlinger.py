"""The acts of a case and an entry, done by hand: shown, stopped with what was typed kept, and done."""

import re
from typing import Any

import pytest

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.flytting import flytt
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.koder import Journalstatus
from bysak.arkivstruktur.models import Journalpost, Merknad, Part, Presedens, Saksmappe
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost
from bysak.arkivstruktur.skjerming import skjerm_registrering
from bysak.journal.tests.verden import ny_sak
from bysak.kjerne.kalender import i_dag, naa
from bysak.web.handling.tabell import FOR_POST, FOR_SAK
from bysak.web.tests.test_sak_sider import adressen, posten, saksadressen
from tests.klient import klient, tekst
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db
# Acts that the archive does not do: approval and grading are the bydel's, modules the administrator's.
ANDRES = {"godkjenn", "gradering", "modulretter"}


def et_brev(tittel: str = "Spørsmål om benker i parken", **valg: Any) -> Journalpost:
    """A journalført letter of our own making in a case that everybody in Frogner sees."""
    sak = posten(journalposttype="I").mappe
    with som("kari", "frogner") as kari:
        jp = opprett_journalpost(
            sak,
            type="I",
            tittel=tittel,
            parter=[NyPart("EA", "Velforeningen Lia")],
            av=kari,
            mottatt_dato=naa(),
            **valg,
        )
        jp = journalfoer(jp, av=kari)
    jp.mappe = sak
    return jp


def et_utkast(sak: Saksmappe, type: str = "U") -> Journalpost:
    with som("kari", "frogner") as kari:
        parter = [NyPart("EM", "Velforeningen Lia"), NyPart("IA", "Ola Myrstad", saksbehandler=bruker("ola"))]
        jp = opprett_journalpost(sak, type=type, tittel="Svar om benker", parter=parter, av=kari)
    jp.mappe = sak
    return jp


def _stier(acts: dict[str, Any]) -> list[str]:
    return ["/" + k.replace("_", "-") for k in acts]


def fersk(jp: Journalpost) -> Journalpost:
    with som("kari", "frogner"):
        return Journalpost.objects.select_related("mappe").get(pk=jp.pk)


def test_hver_handling_finnes_ikke_for_en_annen_bydel() -> None:
    jp = et_brev()
    lise = klient("lise")
    for adresse in (
        *(adressen(jp) + s for s in _stier(FOR_POST)),
        *(saksadressen(jp) + s for s in _stier(FOR_SAK)),
    ):
        assert lise.get(adresse).status_code == 404, adresse
        assert lise.post(adresse, {"grunn": "x"}).status_code == 404, adresse


def test_den_som_mangler_rett_faar_nei_paa_hver_handling() -> None:
    jp = et_brev()
    nora = klient("nora")
    aapne = [
        kode for kode, h in FOR_POST.items() if nora.get(f"{adressen(jp)}/{kode.replace('_', '-')}").status_code != 403
    ]
    assert set(aapne) <= {kode for kode, h in FOR_POST.items() if "lese" in h.retter or "avskrive" in h.retter
                          or "saksbehandle" in h.retter or "fordele" in h.retter
                          or "offentlighetsvurdere" in h.retter}  # fmt: skip
    ola = klient("ola")
    for kode in ("arkiver", "angre", "tilbake", "overstyr", "slett-laast", "utlaan"):
        assert ola.get(f"{adressen(jp)}/{kode}").status_code == 403, kode
        assert ola.post(f"{adressen(jp)}/{kode}", {"grunn": "x"}).status_code == 403, kode
        assert f'{adressen(jp)}/{kode}"' not in tekst(ola.get(adressen(jp)))


def test_hver_handling_kan_vises_for_arkivaren() -> None:
    jp = et_brev()
    kari = klient("kari")
    for kode, h in FOR_POST.items():
        if h.overstyrer or kode in ANDRES:
            continue
        assert kari.get(f"{adressen(jp)}/{kode.replace('_', '-')}").status_code == 200, kode
    for kode, h in FOR_SAK.items():
        if not h.overstyrer and kode not in ANDRES:
            assert kari.get(f"{saksadressen(jp)}/{kode.replace('_', '-')}").status_code == 200, kode


def test_en_journalpost_endres_og_feil_beholder_alt() -> None:
    jp = et_brev()
    kari, her = klient("kari"), adressen(jp) + "/endre"
    feil = kari.post(her, {"tittel": " ", "beskrivelse": "Gjelder lekeplassen", "dokumentets_dato": "31.02.2026"})
    assert feil.status_code == 409
    assert "Datoen kan ikke leses." in tekst(feil)
    assert "Gjelder lekeplassen" in tekst(feil)
    skjema = {"tittel": "Spørsmål om nye benker", "beskrivelse": "Gjelder lekeplassen", "versjon": fersk(jp).versjon}
    svar = kari.post(her, skjema)
    assert svar.status_code == 302
    assert fersk(jp).tittel == "Spørsmål om nye benker"
    # Somebody who had the page open meanwhile is told, and loses nothing.
    sen = kari.post(her, skjema | {"tittel": "Spørsmål om gamle benker"})
    assert sen.status_code == 409
    assert "endret dette mens du skrev" in tekst(sen)
    assert "Spørsmål om gamle benker" in tekst(sen)
    assert "Lagret nå: Spørsmål om nye benker" in tekst(sen)


def test_laaste_felt_vises_med_grunn_og_bare_forvalteren_overstyrer() -> None:
    jp = et_brev()
    kari = klient("kari")
    assert kari.post(adressen(jp) + "/arkiver").status_code == 302
    side = tekst(kari.get(adressen(jp) + "/endre"))
    assert "Låst" in side
    assert kari.get(adressen(jp) + "/overstyr").status_code == 403
    siv = klient("siv")
    uten = siv.post(adressen(jp) + "/overstyr", {"tittel": "Rettet tittel", "grunn": ""})
    assert uten.status_code == 409
    assert "Skriv hvorfor det som er låst, må endres." in tekst(uten)
    svar = siv.post(adressen(jp) + "/overstyr", {"tittel": "Rettet tittel", "grunn": "Navnet sto i tittelen"})
    assert svar.status_code == 302
    assert fersk(jp).tittel == "Rettet tittel"


def _to_saker() -> tuple[Journalpost, Saksmappe]:
    jp = et_brev()
    with som("kari", "frogner") as kari:
        til = ny_sak(kari, "Benker og møbler")
    return jp, til


def test_en_post_flyttes_og_en_avskrivning_sperrer_med_vei_til_aa_oppheve_den() -> None:
    jp, til = _to_saker()
    utkast = et_utkast(jp.mappe)
    with som("kari", "frogner") as kari:
        avskriv(jp, maate="BU", besvart_av=utkast, av=kari)
    k = klient("kari")
    side = tekst(k.get(adressen(jp) + "/flytt"))
    assert "Flytt begge, eller opphev avskrivningen." in side
    assert f'href="{adressen(jp)}/opphev"' in side
    nei = k.post(adressen(jp) + "/flytt", {"til": til.mappe_id, "grunn": "Feil sak"})
    assert nei.status_code == 409
    assert "Feil sak" in tekst(nei)
    begge = {"poster": [jp.journalpostnummer, utkast.journalpostnummer], "til": til.mappe_id, "grunn": "Feil sak"}
    svar = k.post(saksadressen(jp) + "/flytt", begge)
    assert svar.status_code == 302
    assert fersk(jp).mappe_id == til.pk


@pytest.mark.krav("3.2.35")
def test_den_gamle_adressen_leder_dit_posten_er_naa_men_bare_for_den_som_ser_den() -> None:
    jp, til = _to_saker()
    gammel, nummer = adressen(jp), jp.registrerings_id
    with som("kari", "frogner") as kari:
        tredje = ny_sak(kari, "Lekeapparater")
        flytt([jp], til=til, grunn="Feil sak", av=kari)
        flytt([fersk_her(jp)], til=tredje, grunn="Feil sak igjen", av=kari)
        ny = fersk_her(jp).registrerings_id
    for hvem in ("kari", "ola"):
        svar = klient(hvem).get(gammel, follow=True)
        assert svar.redirect_chain == [(adressen(fersk(jp)), 302)]
        assert f"{nummer} er flyttet, og heter nå {ny}." in tekst(svar)
    assert klient("lise").get(gammel).status_code == 404
    assert klient("kari").get(gammel + "7").status_code == 404
    with som("nora", "frogner") as nora:
        skjerm_registrering(
            fersk_her(jp), hjemmel="Offl § 13", kode="P", skjermede_ord=set(), offentlig_tittel="Benker",
            skjermede_parter=set(), hele_dokumentet=True, av=nora,
        )  # fmt: skip
    assert klient("ola").get(gammel).status_code == 404
    assert klient("nora").get(gammel).status_code == 302


def fersk_her(jp: Journalpost) -> Journalpost:
    return Journalpost.objects.get(pk=jp.pk)


def test_et_saksnummer_som_ikke_finnes_er_en_setning() -> None:
    jp = et_brev()
    k = klient("kari")
    for nummer, setning in (("tull", "Skriv nummeret som 2026/123."), ("2026/99999", "Fant ingen sak 2026/99999")):
        nei = k.post(adressen(jp) + "/flytt", {"til": nummer, "grunn": "Feil sak"})
        assert nei.status_code == 409
        assert setning in tekst(nei)


def test_en_sak_som_ikke_kan_deles_gir_ingen_ny_sak() -> None:
    jp = et_brev()
    k = klient("kari")
    with som("kari", "frogner"):
        foer = Saksmappe.objects.count()
    nei = k.post(saksadressen(jp) + "/del", {"tittel": "Benkene for seg", "grunn": "Annet tema"})
    assert nei.status_code == 409
    assert "Velg hva som skal flyttes." in tekst(nei)
    with som("kari", "frogner"):
        assert Saksmappe.objects.count() == foer
    ja = k.post(
        saksadressen(jp) + "/del",
        {"tittel": "Benkene for seg", "grunn": "Annet tema", "poster": [jp.journalpostnummer]},
    )
    assert ja.status_code == 302
    assert fersk(jp).mappe.tittel == "Benkene for seg"


def test_flere_brev_avskrives_samlet_og_en_avskrivning_oppheves() -> None:
    ett = et_brev()
    to = et_brev("Purring om benker")
    utkast = et_utkast(ett.mappe)
    k = klient("kari")
    valg = {"brev": [ett.journalpostnummer, to.journalpostnummer], "svar": [utkast.journalpostnummer], "maate": "BU"}
    uten = k.post(adressen(ett) + "/avskriv-flere", {"brev": [ett.journalpostnummer], "maate": "BU"})
    assert uten.status_code == 409
    assert k.post(adressen(ett) + "/avskriv-flere", valg).status_code == 302
    assert not fersk(ett).restanse
    assert not fersk(to).restanse
    with som("kari", "frogner"):
        rad = ett.avskrivninger.get().pk
    assert "Hvorfor oppheves den?" in tekst(k.get(adressen(ett) + f"/opphev?rad={rad}"))
    assert k.post(adressen(ett) + "/opphev", {"rad": rad, "grunn": ""}).status_code == 409
    assert k.post(adressen(ett) + "/opphev", {"rad": rad, "grunn": "Feil svar"}).status_code == 302
    assert fersk(ett).restanse


def test_foreloepig_svar_gir_ny_frist_og_brevet_staar_aapent() -> None:
    jp = et_brev()
    k = klient("ola")
    assert k.post(adressen(jp) + "/foreloepig", {"ny_frist": f"{i_dag()}"}).status_code == 409
    assert k.post(adressen(jp) + "/foreloepig", {"ny_frist": f"{i_dag().year + 1}-02-01"}).status_code == 302
    assert fersk(jp).restanse
    assert fersk(jp).forfallsdato is not None


def test_en_feilregistrert_post_faar_ny_type_og_journalfoering_angres() -> None:
    jp = et_brev()
    k = klient("kari")
    assert k.post(adressen(jp) + "/type", {"type": "U", "grunn": ""}).status_code == 409
    assert k.post(adressen(jp) + "/type", {"type": "U", "grunn": "Det var vårt brev"}).status_code == 302
    assert fersk(jp).journalposttype == "U"
    assert k.post(adressen(jp) + "/angre", {"grunn": "Journalført for tidlig"}).status_code == 302
    assert fersk(jp).journalstatus == Journalstatus.FERDIGSTILT
    assert k.post(adressen(jp) + "/tilbake", {"status": "R", "grunn": "Skal skrives om"}).status_code == 302


def test_et_utkast_gaar_paa_flyt_og_mottakeren_svarer() -> None:
    jp = et_utkast(posten(journalposttype="I").mappe)
    ola, ingvild = klient("ola"), klient("ingvild")
    uten = ola.post(adressen(jp) + "/flyt", {"merknad": "Se på tallene"})
    assert uten.status_code == 409
    assert "Velg minst én mottaker." in tekst(uten)
    assert "Se på tallene" in tekst(uten)
    sendt = ola.post(adressen(jp) + "/flyt", {"mottaker1": str(bruker("ingvild").pk), "rekkefoelge": "rekke"})
    assert sendt.status_code == 302
    assert jp.tittel in tekst(ingvild.get("/min"))
    assert ingvild.post(adressen(jp) + "/flytsvar", {"utfall": "S"}).status_code == 409
    assert ingvild.post(adressen(jp) + "/flytsvar", {"utfall": "G"}).status_code == 302
    assert jp.tittel not in tekst(ingvild.get("/min")).partition("Sist brukt")[0]


def test_merknader_parter_og_henvisninger_holdes_ved_like() -> None:
    jp, til = _to_saker()
    k, her = klient("kari"), adressen(jp)
    assert k.post(her + "/merknader", {"merknadstekst": " "}).status_code == 409
    assert k.post(her + "/merknader", {"merknadstekst": "Ringte avsender"}).status_code == 302
    with som("kari", "frogner"):
        rad = Merknad.objects.get(registrering_id=jp.pk).pk
    assert "Ringte avsender" in tekst(k.get(f"{her}/merknader?rad={rad}"))
    assert k.post(her + "/merknader", {"rad": rad, "merknadstekst": "Ringte to ganger"}).status_code == 302
    assert k.post(her + "/merknader", {"rad": rad, "gjoer": "slett"}).status_code == 302
    assert "Ringte to ganger" not in tekst(k.get(her + "/merknader"))
    assert k.post(her + "/parter", {"navn": "Velforeningen Lia", "rolle": "Søker"}).status_code == 302
    with som("kari", "frogner"):
        part = Part.objects.get(registrering_id=jp.pk).pk
    assert k.post(her + "/parter", {"rad": part, "navn": "Lia Vel", "rolle": "Søker"}).status_code == 302
    assert "Lia Vel" in tekst(k.get(her + "/parter"))
    assert k.post(her + "/parter", {"rad": part, "gjoer": "fjern"}).status_code == 302
    assert k.post(her + "/henvisninger", {"til": til.mappe_id}).status_code == 302
    assert til.tittel in tekst(k.get(her + "/henvisninger"))
    assert k.post(her + "/henvisninger", {"til": til.mappe_id}).status_code == 409


def test_to_som_endrer_samme_part_mister_ingenting() -> None:
    jp = et_brev()
    kari, ola, her = klient("kari"), klient("ola"), adressen(jp) + "/parter"
    assert kari.post(her, {"navn": "Velforeningen Lia", "rolle": "Søker"}).status_code == 302
    with som("kari", "frogner"):
        rad = Part.objects.get(registrering_id=jp.pk).pk
    sett = re.search(r'name="sett" value="(\w+)"', tekst(ola.get(f"{her}?rad={rad}")))
    assert sett is not None
    assert kari.post(her, {"rad": rad, "navn": "Lia Vel", "rolle": "Søker"}).status_code == 302
    olas = {"rad": rad, "navn": "Lia Vel", "rolle": "Klager", "sett": sett[1]}
    svar = ola.post(her, olas | {"navn": "Velforeningen Lia"})
    assert svar.status_code == 409
    assert "Noen andre endret dette mens du skrev." in tekst(svar)
    assert "Lagret nå: Lia Vel" in tekst(svar)
    assert 'value="Klager"' in tekst(svar)
    sett = re.search(r'name="sett" value="(\w+)"', tekst(svar))
    assert sett is not None
    assert ola.post(her, olas | {"sett": sett[1]}).status_code == 302
    assert kari.post(her, {"rad": rad, "gjoer": "fjern"}).status_code == 302
    svar = ola.post(her, olas)
    assert svar.status_code == 409
    assert "Noen andre har fjernet dette." in tekst(svar)
    assert 'value="Klager"' in tekst(svar)
    with som("kari", "frogner"):
        assert not Part.objects.filter(registrering_id=jp.pk).exists()


def test_en_presedens_registreres_og_foreldes_med_grunn() -> None:
    jp = et_brev()
    k, her = klient("ola"), saksadressen(jp) + "/presedens"
    skjema = {"tittel": "Benker er driftsoppgave", "presedens_dato": "2026-01-15", "rettskildefaktor": "Rettspraksis"}
    assert k.post(her, skjema | {"presedens_dato": ""}).status_code == 409
    assert k.post(her, skjema).status_code == 302
    with som("kari", "frogner"):
        rad = Presedens.objects.get(tittel="Benker er driftsoppgave").pk
    assert "Benker er driftsoppgave" in tekst(k.get("/presedens"))
    assert k.post(her, {"rad": rad, "hva": "foreld", "grunn": ""}).status_code == 409
    assert k.post(her, {"rad": rad, "hva": "foreld", "grunn": "Ny lov"}).status_code == 302
    assert "Benker er driftsoppgave" not in tekst(klient("lise").get("/presedens"))
    # Who may only read is led to the case, not to a form that says no.
    for navn in ("siv", "ola"):
        side = tekst(klient(navn).get("/presedens", {"alle": "ja"}))
        lenke = re.search(r'href="([^"]+)" title="Benker er driftsoppgave"', side)
        assert lenke
        assert klient(navn).get(lenke[1]).status_code == 200


def test_et_reservert_nummer_slettes_med_grunn() -> None:
    jp = et_brev()
    k = klient("kari")
    nytt = k.post(saksadressen(jp) + "/reserver", {"type": "X", "tittel": "Notat om benker"})
    assert nytt.status_code == 302
    her = nytt.headers["Location"]
    assert k.post(her + "/slett", {"grunn": " "}).status_code == 409
    assert k.post(her + "/slett", {"grunn": "Skrives ikke likevel"}).status_code == 302
    assert k.get(her).status_code == 404


def test_et_skjema_som_sendes_to_ganger_gjoeres_en_gang() -> None:
    jp = et_brev()
    k, her = klient("ola"), saksadressen(jp) + "/merknader"
    nummer = re.search(r'name="engang" value="(\w+)"', tekst(k.get(her)))
    assert nummer
    skjema = {"merknadstekst": "Ringte om benkene", "engang": nummer[1]}
    assert k.post(her, skjema | {"merknadstekst": " "}).status_code == 409
    assert [k.post(her, skjema).status_code for _ in range(3)] == [302] * 3
    assert "gjort én gang" in tekst(k.get(saksadressen(jp)))
    # Something else in the same form, after «back», is something else; so is the same from another page.
    assert k.post(her, skjema | {"merknadstekst": "Ringte igjen"}).status_code == 302
    assert k.post(her, skjema | {"engang": "0123456789abcdef"}).status_code == 302
    with som("kari", "frogner"):
        skrevet = Merknad.objects.filter(merknadstekst__startswith="Ringte").values_list("merknadstekst", flat=True)
        assert sorted(skrevet) == ["Ringte igjen", "Ringte om benkene", "Ringte om benkene"]


def test_en_ny_sak_som_sendes_to_ganger_er_en_sak() -> None:
    k = klient("kari")
    with som("kari", "frogner") as kari:
        mal = ny_sak(kari)
    skjema = {
        "tittel": "Benker i Tårnkvartalet", "klasse": mal.klasse_id, "enhet": mal.administrativ_enhet_id,
        "saksansvarlig": mal.saksansvarlig_id, "engang": "fedcba9876543210",
    }  # fmt: skip
    svar = [k.post("/saker/frogner/ny", skjema) for _ in range(2)]
    assert svar[0].status_code == svar[1].status_code == 302
    assert svar[0].headers["Location"] == svar[1].headers["Location"]
    with som("kari", "frogner"):
        assert Saksmappe.objects.filter(tittel="Benker i Tårnkvartalet").count() == 1
