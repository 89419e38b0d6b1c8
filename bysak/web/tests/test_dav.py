"""Word and LibreOffice at the door: what the protocol asks, who is let in, and that nothing that was saved is lost."""

import logging
import random
from contextlib import suppress
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from bysak.arkivstruktur.dokument import ferdigstill, hindre_for_ferdigstilling, legg_ved_fil
from bysak.arkivstruktur.jobber import gjoer_opp_redigeringer, rydd
from bysak.arkivstruktur.models import Dokumentobjekt, Mellomversjon, Redigering
from bysak.arkivstruktur.redigering import BEHOLDES, VARIGHET, rediger, ta_over
from bysak.kjerne import lager
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import med_klokke, naa
from bysak.kjerne.logg import _terminal, _uten_adganger
from bysak.kjerne.tests.filer import docx as nytt_docx
from bysak.organisasjon.models import Rolletildeling
from bysak.web.dav import adresse, inngang
from bysak.web.sesjon import skjult
from bysak.web.tests.test_leser import WORD, ny_post
from bysak.web.tests.test_sak_sider import adressen
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db
LAAS = (
    b'<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope>'
    b"<D:locktype><D:write/></D:locktype></D:lockinfo>"
)
TIDER = (
    b'<propertyupdate xmlns="DAV:"><set><prop><Win32FileAttributes xmlns="urn:schemas-microsoft-com:">0'
    b"</Win32FileAttributes></prop></set></propertyupdate>"
)


@cache
def docx(tekst_: str) -> bytes:
    """The same words are the same bytes, which a new package is not: it has the time in it."""
    return nytt_docx(tekst_)


@pytest.fixture(autouse=True)
def _ingen_har_bommet() -> None:
    """Each test comes from an address that has done nothing wrong."""
    inngang.bom_per_adresse._igjen.clear()


class Program:
    """Word or LibreOffice at an address: no cookies, only what stands in it."""

    def __init__(self, sti: str) -> None:
        self.sti, self.http = sti, Client()

    def be(self, metode: str, kropp: bytes = b"", sti: str = "", **hoder: str) -> Any:
        navn = {n.replace("_", "-"): v for n, v in hoder.items()}
        return self.http.generic(metode, sti or self.sti, kropp, content_type="application/octet-stream", headers=navn)

    def laas(self, **hoder: str) -> str:
        svar = self.be("LOCK", LAAS, **hoder)
        assert svar.status_code == 200, svar.content
        return str(svar.headers["Lock-Token"])

    def lagre(self, innhold: bytes, laas: str = "", **hoder: str) -> int:
        return int(self.be("PUT", innhold, **({"If": f"({laas})"} if laas else {}) | hoder).status_code)


def et_utkast(navn: str = "Svar til Åse.docx") -> tuple[Any, Dokumentobjekt]:
    """A letter under way, that everybody in Frogner sees."""
    jp = ny_post()
    with som("ola", "frogner", "skriv") as ola:
        lagret = lager.lagre("frogner", docx("Utkast"))
        fil = legg_ved_fil(jp, tittel="Svar", lagret=lagret, filnavn=navn, mime=WORD, av=ola, ferdigstilt=False)
    return jp, fil


def sesjonen(k: Client) -> str:
    return skjult(k.session.session_key or "")


def laant(fil: Dokumentobjekt, hvem: str = "ola", k: Client | None = None) -> Program:
    """The program of one who has pressed «Rediger»."""
    sesjon = sesjonen(k or klient(hvem))
    with som(hvem, "frogner", "rediger") as av:
        red = rediger(fil.dokumentbeskrivelse, sesjon=sesjon, av=av)
    return Program(adresse.mappe(red, "frogner") + adresse.filnavn(red))


def overtatt(fil: Dokumentobjekt, hvem: str) -> Program:
    sesjon = sesjonen(klient(hvem))
    with som(hvem, "frogner", "ta over") as av:
        red = ta_over(fil.dokumentbeskrivelse, grunn="Ola er syk, og brevet skal ut i dag.", sesjon=sesjon, av=av)
    return Program(adresse.mappe(red, "frogner") + adresse.filnavn(red))


def versjonene(fil: Dokumentobjekt) -> list[tuple[int, str, str]]:
    with som("kari", "frogner"):
        objekter = Dokumentobjekt.objects.filter(dokumentbeskrivelse_id=fil.dokumentbeskrivelse_id)
        return [(o.versjonsnummer, o.sjekksum, o.opprettet_av) for o in objekter.order_by("versjonsnummer")]


def lagringene(**valg: Any) -> list[str]:
    with som("kari", "frogner"):
        return list(Mellomversjon.objects.filter(**valg).order_by("tid", "pk").values_list("sjekksum", flat=True))


def sum_(innhold: bytes) -> str:
    return sha256(innhold).hexdigest()


def test_programmet_aapner_laaser_lagrer_og_lukker_og_det_siste_blir_en_versjon() -> None:
    _jp, fil = et_utkast()
    word = laant(fil)
    assert word.be("OPTIONS", sti="/dav/frogner/").headers["DAV"] == "1, 2"
    hode = word.be("HEAD")
    assert (hode.status_code, hode.content) == (200, b"")
    assert hode.headers["ETag"] == f'"{fil.sjekksum}"'
    assert "Last-Modified" in hode.headers
    assert b"".join(word.be("GET").streaming_content) == docx("Utkast")
    laas = word.laas(Timeout="Second-3600")
    assert word.be("LOCK", If=f"({laas})").status_code == 200
    for nr in range(5):
        assert word.lagre(docx(f"Lagring {nr}"), laas) == 204
    assert len(versjonene(fil)) == 1
    assert word.be("UNLOCK", Lock_Token=laas).status_code == 204
    nye = versjonene(fil)
    assert [(nr, hvem) for nr, _sum, hvem in nye] == [(1, nye[0][2]), (2, nye[0][2])]
    assert nye[1][1] == sum_(docx("Lagring 4"))
    assert len(lagringene()) == 5


def test_egenskapene_sies_om_filen_og_mappen_og_ingenting_annet_er_der() -> None:
    _jp, fil = et_utkast()
    program = laant(fil)
    mappe = program.sti.rpartition("/")[0] + "/"
    svar = program.be("PROPFIND", sti=mappe, Depth="1")
    assert svar.status_code == 207
    rot = etree.fromstring(svar.content)
    adressene = rot.xpath("//D:response/D:href/text()", namespaces={"D": "DAV:"})
    assert adressene == [mappe, mappe + "Svar%20til%20%C3%85se.docx"]
    spurt = b'<propfind xmlns="DAV:"><prop><getetag/><lockdiscovery/><x xmlns="urn:a"/></prop></propfind>'
    svar = program.be("PROPFIND", spurt, Depth="0")
    assert fil.sjekksum.encode() in svar.content
    assert b"404 Not Found" in svar.content
    assert program.be("PROPFIND", b"<propfind xmlns='DAV:'><propname/></propfind>").status_code == 207
    assert program.be("PROPFIND", sti=mappe + "annet.docx").status_code == 404


def test_windows_faar_sette_sine_tider_og_ingen_andre_egenskaper() -> None:
    program = laant(et_utkast()[1])
    svar = program.be("PROPPATCH", TIDER)
    assert (svar.status_code, b"200 OK" in svar.content) == (207, True)
    annet = TIDER.replace(b"urn:schemas-microsoft-com:", b"urn:noe-annet")
    assert b"403 Forbidden" in program.be("PROPPATCH", annet).content


def test_programmenes_egne_lapper_og_det_som_ville_flytte_filen_avvises_uten_at_noe_skjer() -> None:
    _jp, fil = et_utkast()
    program = laant(fil)
    mappe = program.sti.rpartition("/")[0] + "/"
    for navn in ("~$Svar til Åse.docx", ".~lock.Svar til Åse.docx#", "._Svar til Åse.docx"):
        assert program.be("PUT", b"x", sti=mappe + navn).status_code == 403
        assert program.be("GET", sti=mappe + navn).status_code == 404
    for metode in ("DELETE", "MOVE", "COPY", "MKCOL"):
        assert program.be(metode).status_code == 403
    assert program.be("GET").status_code == 200


def test_to_vinduer_skriver_ikke_over_hverandre_og_det_andre_lagrer_tas_vare_paa() -> None:
    _jp, fil = et_utkast()
    program = laant(fil)
    laas = program.laas()
    assert program.be("LOCK", LAAS).status_code == 423
    assert program.lagre(docx("Uten nøkkel")) == 423
    assert program.lagre(docx("Feil nøkkel"), "<opaquelocktoken:annen>") == 423
    assert program.be("UNLOCK", Lock_Token="<opaquelocktoken:annen>").status_code == 409
    assert program.lagre(docx("Riktig"), laas) == 204
    assert program.lagre(docx("Gammel"), laas, If_Match='"0"') == 412
    assert lagringene(til_side=True) == [sum_(docx(t)) for t in ("Uten nøkkel", "Feil nøkkel", "Gammel")]
    assert lagringene(til_side=False) == [sum_(docx("Riktig"))]
    program = laant(fil)  # the person presses once more: the window that was not closed lets go
    assert program.be("LOCK", LAAS).status_code == 200


def test_en_laas_uten_if_paa_ulaast_fil_og_betingelser_leses_som_standarden_sier() -> None:
    program = laant(et_utkast()[1])
    assert program.lagre(docx("a"), "<opaquelocktoken:bogus>") == 412
    assert program.lagre(docx("b"), "Not <opaquelocktoken:bogus>") == 204
    merke = program.be("HEAD").headers["ETag"]
    assert program.lagre(docx("c"), f"[{merke}]") == 204
    assert program.lagre(docx("d"), f"[{merke}]") == 412
    assert program.be("LOCK", If="(<opaquelocktoken:bogus>)").status_code == 412
    delt = LAAS.replace(b"exclusive", b"shared")
    assert program.be("LOCK", delt).status_code == 409


def test_farlig_xml_og_filer_av_feil_slag_avvises_og_den_forrige_staar() -> None:
    _jp, fil = et_utkast()
    program = laant(fil)
    bombe = b'<!DOCTYPE a [<!ENTITY b "bb">]><propfind xmlns="DAV:"><prop><a>&b;</a></prop></propfind>'
    assert program.be("PROPFIND", bombe).status_code == 400
    assert program.be("PROPFIND", b"<" * 70_000).status_code == 400
    assert program.lagre(b"%PDF-1.7 noe annet") == 415
    assert program.be("PUT", docx("bit"), Content_Range="bytes 0-3/9").status_code == 400
    assert b"".join(program.be("GET").streaming_content) == docx("Utkast")
    assert lagringene() == []


def test_alle_som_ikke_slipper_inn_faar_det_samme_svaret() -> None:
    _jp, fil = et_utkast()
    program, k = laant(fil), klient("ola")
    fremmed = program.sti.replace("/dav/frogner/", "/dav/sagene/")
    merke = program.sti.split("/")[3]
    annet = program.sti.replace(merke, merke[:-2] + ("AA" if merke[-2:] != "AA" else "BB"))
    oppdiktet = program.sti.replace(merke, "A" * 44)
    svarene = [program.be("GET", sti=sti) for sti in (fremmed, annet, oppdiktet, "/dav/frogner/kort/x.docx", "/dav/")]
    program = laant(fil, k=k)
    k.logout()
    svarene.append(program.be("GET"))
    svarene.append(program.be("PUT", docx("x")))
    program = laant(fil)
    with som("kari", "frogner"):
        Rolletildeling.objects.filter(bruker__brukernavn="ola").delete()
    svarene.append(program.be("GET"))
    svarene.append(program.be("LOCK", LAAS))
    assert {(s.status_code, s.content) for s in svarene} == {(404, b"")}
    hodene = [{n: v for n, v in s.headers.items() if n != "X-Request-ID"} for s in svarene]
    assert all(hode == hodene[0] for hode in hodene)


def test_laanet_utloeper_av_seg_selv_og_det_som_var_lagret_blir_en_versjon_av_den_som_skrev() -> None:
    _jp, fil = et_utkast()
    program, start = laant(fil), naa()
    laas = program.laas()
    assert program.lagre(docx("Før lunsj"), laas) == 204
    with med_klokke(start + VARIGHET - timedelta(minutes=1)):
        gjoer_opp_redigeringer(timestamp=0)
        assert len(versjonene(fil)) == 1
    with med_klokke(start + VARIGHET + timedelta(minutes=2)):
        gjoer_opp_redigeringer(timestamp=0)
        assert [(nr, s) for nr, s, _hvem in versjonene(fil)][1:] == [(2, sum_(docx("Før lunsj")))]
        assert program.lagre(docx("Etter lunsj"), laas) == 204  # the machine slept, and nobody has taken it
        assert program.be("UNLOCK", Lock_Token=laas).status_code == 204
    assert [s for _nr, s, _hvem in versjonene(fil)][2:] == [sum_(docx("Etter lunsj"))]


def test_ingen_kan_holde_et_dokument_og_den_som_mister_det_mister_ikke_det_som_skrives() -> None:
    jp, fil = et_utkast()
    ola = laant(fil)
    laas = ola.laas()
    assert ola.lagre(docx("Olas siste"), laas) == 204
    with pytest.raises(Hindret) as nei:
        laant(fil, "nora")
    assert "redigerer" in str(nei.value)
    nora = overtatt(fil, "nora")
    assert b"".join(nora.be("GET").streaming_content) == docx("Olas siste")
    assert ola.lagre(docx("Olas for sene"), laas) == 423
    assert ola.be("GET").status_code == 404
    assert ola.be("LOCK", LAAS).status_code == 423
    noras = nora.laas()
    assert nora.lagre(docx("Noras"), noras) == 204
    assert nora.be("UNLOCK", Lock_Token=noras).status_code == 204
    skrevet = [(s, hvem) for _nr, s, hvem in versjonene(fil)][1:]
    assert [s for s, _hvem in skrevet] == [sum_(docx("Olas siste")), sum_(docx("Noras"))]
    assert skrevet[0][1] != skrevet[1][1]
    assert lagringene(til_side=True) == [sum_(docx("Olas for sene"))]
    side = tekst(klient("ola").get(adressen(jp)))
    assert "Noe du lagret, er lagt til side." in side


def test_et_dokument_ferdigstilles_ikke_mens_noen_skriver_og_hindringen_sier_hvem_og_til_naar() -> None:
    _jp, fil = et_utkast()
    program = laant(fil)
    laas = program.laas()
    program.lagre(docx("Siste ord"), laas)
    with som("ola", "frogner") as ola:
        (hinder,) = hindre_for_ferdigstilling(fil.dokumentbeskrivelse)
        assert (ola.navn in hinder.tekst, "ta over" in hinder.tekst) == (True, True)
        with pytest.raises(Hindret):
            ferdigstill(fil.dokumentbeskrivelse, av=ola)
    program.be("UNLOCK", Lock_Token=laas)
    with som("ola", "frogner") as ola:
        ferdigstill(fil.dokumentbeskrivelse, av=ola)
    assert program.be("LOCK", LAAS).status_code == 423
    assert program.lagre(docx("For sent")) == 423
    assert lagringene(til_side=True) == [sum_(docx("For sent"))]
    assert len(versjonene(fil)) == 2


def test_den_som_mister_rollen_midt_i_taper_ikke_det_som_var_lagret() -> None:
    _jp, fil = et_utkast()
    program, start = laant(fil), naa()
    program.lagre(docx("Rett før"))
    with som("kari", "frogner"):
        Rolletildeling.objects.filter(bruker__brukernavn="ola").delete()
    with med_klokke(start + VARIGHET * 2):
        gjoer_opp_redigeringer(timestamp=0)
    assert (len(versjonene(fil)), lagringene(til_side=True)) == (1, [sum_(docx("Rett før"))])


def test_det_som_er_lagret_slettes_foerst_etter_to_uker_og_aldri_mens_det_venter_paa_noen() -> None:
    _jp, fil = et_utkast()
    program, start = laant(fil), naa()
    laas = program.laas()
    program.lagre(docx("Vanlig"), laas)
    program.lagre(docx("Til side"))
    program.be("UNLOCK", Lock_Token=laas)
    with med_klokke(start + BEHOLDES - timedelta(days=1)):
        rydd(timestamp=0)
        assert len(lagringene()) == 2
    with med_klokke(start + BEHOLDES + timedelta(days=1)):
        rydd(timestamp=0)
    assert lagringene() == [sum_(docx("Til side"))]


def test_paa_siden_begynner_en_og_de_andre_ser_hvem_og_kan_ta_over_med_en_grunn() -> None:
    jp, fil = et_utkast()
    ola, nora = klient("ola"), klient("nora")
    side = f"{adressen(jp)}/dokumenter/{fil.dokumentbeskrivelse_id}/rediger"
    assert "Rediger i Word eller LibreOffice" in tekst(ola.get(adressen(jp)))
    assert side in tekst(ola.get(f"{adressen(jp)}/les"))
    assert ola.post(side, {"gjoer": "begynn"}).headers["Location"] == side
    aapnet = tekst(ola.get(side))
    for ledd in ("ms-word:ofe|u|http", "vnd.libreoffice.command:ofe|u|http", "/dav/frogner/", "Ferdig å redigere"):
        assert ledd in aapnet
    assert "redigerer dokumentet, siden" in tekst(nora.get(adressen(jp)))
    assert "/dav/" not in tekst(nora.get(side))
    uten = nora.post(side, {"gjoer": "ta_over", "grunn": " "})
    assert (uten.status_code, "Skriv hvorfor du tar over" in tekst(uten)) == (409, True)
    assert nora.post(side, {"gjoer": "begynn"}).status_code == 409
    assert nora.post(side, {"gjoer": "ta_over", "grunn": "Ola er syk."}).status_code == 302
    assert "Ola er syk." in tekst(ola.get(side))
    assert "Ingenting nytt var lagret" in tekst(nora.post(side, {"gjoer": "ferdig"}, follow=True))
    assert klient("lise").get(side).status_code == 404


def test_en_lagring_hentes_fram_igjen_eller_legges_bort() -> None:
    jp, fil = et_utkast()
    k = klient("ola")
    program = laant(fil, k=k)
    program.lagre(docx("Tidlig"))
    program.lagre(docx("Sen"))
    side = f"{adressen(jp)}/dokumenter/{fil.dokumentbeskrivelse_id}/rediger"
    assert "nå versjon 2" in tekst(k.post(side, {"gjoer": "ferdig"}, follow=True))
    program.lagre(docx("For sen"))
    with som("kari", "frogner"):
        tidlig, _sen, for_sen = Mellomversjon.objects.order_by("tid", "pk").values_list("pk", flat=True)
    lagret: Any = k.get(f"{adressen(jp)}/dokumenter/{fil.dokumentbeskrivelse_id}/lagret/{tidlig}")
    assert b"".join(lagret.streaming_content) == docx("Tidlig")
    assert "nå versjon 3" in tekst(k.post(side, {"gjoer": "bruk", "lagring": str(tidlig)}, follow=True))
    assert versjonene(fil)[2][1] == sum_(docx("Tidlig"))
    assert "Lagt til side" in tekst(k.get(side))
    k.post(side, {"gjoer": "forkast", "lagring": str(for_sen)})
    assert "Lagt til side" not in tekst(k.get(side))


@pytest.mark.parametrize("froe", range(3))
def test_ingen_rekkefoelge_av_laas_lagring_utloep_og_overtakelse_mister_en_byte(froe: int) -> None:
    """Every saving that was answered is a version, a saving or laid aside; and one person has it at a time."""
    terning, sendt, tid = random.Random(froe), set(), naa()
    _jp, fil = et_utkast()
    programmer, laaser = [laant(fil)], dict[int, str]()
    for nr in range(16):
        program = terning.choice(programmer)
        with med_klokke(tid):
            hva = terning.choice(["lagre", "lagre", "lagre", "laas", "lukk", "vent", "overta", "gjoer_opp", "begynn"])
            if hva == "lagre":
                innhold = docx(f"Lagring {nr}")
                svar = program.lagre(innhold, terning.choice(["", laaser.get(id(program), "")]))
                assert svar in (204, 412, 423)
                sendt.add(sum_(innhold))
            elif hva == "laas":
                if (gitt := program.be("LOCK", LAAS)).status_code == 200:
                    laaser[id(program)] = gitt.headers["Lock-Token"]
            elif hva == "lukk":
                program.be("UNLOCK", Lock_Token=laaser.get(id(program), "<a>"))
            elif hva == "vent":
                tid += VARIGHET * terning.choice([0.3, 1.1])
            elif hva == "overta":
                programmer.append(overtatt(fil, terning.choice(["nora", "ola"])))
            elif hva == "gjoer_opp":
                gjoer_opp_redigeringer(timestamp=0)
            else:
                with suppress(Hindret):
                    programmer.append(laant(fil, terning.choice(["nora", "ola"])))
    with som("kari", "frogner"):
        assert Redigering.objects.filter(avsluttet=None).count() <= 1
    kjent = {s for _nr, s, _hvem in versjonene(fil)} | set(lagringene())
    assert sendt <= kjent
    with med_klokke(tid + VARIGHET * 2):
        gjoer_opp_redigeringer(timestamp=0)
    with som("kari", "frogner"):
        assert not Redigering.objects.filter(avsluttet=None).exists()
    # What was accepted last, by whoever had it, is the newest version.
    assert not set(lagringene(til_side=False)) - {s for _nr, s, _hvem in versjonene(fil)} - sendt


def test_adressen_staar_aldri_i_loggen() -> None:
    """Whoever writes the line: Bysak's own, or Django about what it did not find."""
    program = laant(et_utkast()[1])
    merke = program.sti.split("/")[3]
    linje = {"event": f"Not Found: {program.sti}", "sti": program.sti, "status": 404}
    renset = _uten_adganger(None, "", linje)
    assert merke not in str(renset)
    assert (renset["status"], renset["sti"].startswith("/dav/frogner/")) == (404, True)
    logg = logging.getLogger("django.request")
    formatter = _terminal("arbeidsflate").formatter
    assert formatter is not None
    post = logg.makeRecord(logg.name, logging.WARNING, "", 0, "Not Found: %s", (program.sti,), None)
    assert merke not in formatter.format(post)
