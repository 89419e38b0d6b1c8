"""Deposits others could have made: the ways they may differ and still be right, and the ways they go wrong."""

import hashlib
import re
from pathlib import Path

import pytest

from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.tests.oedelegg import (
    AS,
    AU,
    DOK1,
    EL,
    INGEN,
    LJ,
    OJ,
    POST1,
    POST2,
    SKJEMA,
    Endring,
    bytt,
    bytt_etter,
    ekstra,
    fjern,
    flere,
    koder,
    kopi,
    proev,
    raa,
    rett_summer,
    uten,
)
from bysak.noark.tests.eksempel import trenger_eksempel

pytestmark = trenger_eksempel
XML = (AS, EL, LJ, OJ, AU)
SKJERMING = r"<skjerming>.*?</skjerming>\n?"
AVSKREVET_AV = "<referanseAvskrivesAvJournalpost>"
NOTAT = "7ff3a960-a9c6-5208-b4c6-4dd4d7beed78"
LEKKER = {"journal-skjerming-lekker"}
AVSENDER = "Skjerming navn avsender"
PARTEN = f"<skjermingMetadata>{AVSENDER}</skjermingMetadata>"
FORLOEPER = f"<referanseForloeper>{INGEN}</referanseForloeper>"
AAPEN_PART = bytt(OJ, "Navn>*****", "Navn>Lege Anne Berg")
INFO = f'<p:info xmlns:p="urn:x"><sjekksummer><filnavn>{AU}</filnavn><sjekksum>%s</sjekksum></sjekksummer></p:info>'


def etter(fil: str, element: str, tillegg: str, nr: int = 1) -> Endring:
    """Add something after the element, the first or a later one of its name."""
    slutt = f"</{element}>".encode()
    return raa(
        fil, lambda b: slutt.join(b.split(slutt)[:nr]) + slutt + tillegg.encode() + slutt.join(b.split(slutt)[nr:])
    )


def alle(gjoer) -> Endring:
    """Do the same with every XML file, and put the sums right."""
    return flere(*(raa(fil, gjoer) for fil in XML))


def omdoept(navn: str) -> Endring:
    def utfoer(mappe: Path) -> None:
        (mappe / "dokumenter").rename(mappe / navn)
        raa(AS, lambda b: b.replace(b">dokumenter/", f">{navn}/".encode()))(mappe)

    return utfoer


def flyttet(*til: str) -> Endring:
    """Put the deposit in a folder further down."""

    def utfoer(mappe: Path) -> None:
        innhold = list(mappe.iterdir())
        ny = mappe.joinpath(*til)
        ny.mkdir(parents=True)
        for sti in innhold:
            sti.rename(ny / sti.name)

    return utfoer


def uten_fil(mappe: Path) -> None:
    """The fifth document on paper."""
    (mappe / "dokumenter/2024/000005.pdf").unlink()
    uten(AS, r"<dokumentobjekt><systemID>18dc0855.*?</dokumentobjekt>\n?")(mappe)
    bytt_etter(AS, "Bilde fra befaring", "Elektronisk arkiv", "Fysisk medium")(mappe)
    bytt_etter(AU, "antallDokumentfiler", ">7<", ">6<")(mappe)


def info(sum_: str = "") -> Endring:
    def utfoer(mappe: Path) -> None:
        riktig = hashlib.sha256((mappe / AU).read_bytes()).hexdigest()
        (mappe.parent / "info.xml").write_text(INFO % (sum_ or riktig), "utf-8")

    return utfoer


GYLDIGE: list[tuple[str, Endring]] = [
    ("linjeslutt fra Windows", alle(lambda b: b.replace(b"\n", b"\r\n"))),
    ("skjema med linjeslutt fra Windows", raa("metadatakatalog.xsd", lambda b: b.replace(b"\n", b"\r\n"))),
    ("tegnsettmerke", alle(lambda b: b"\xef\xbb\xbf" + b)),
    ("kommentarer", alle(lambda b: b.replace(b"?>", b"?>\n<!-- laget av noen -->", 1) + b"<!-- slutt -->\n")),
    ("alt på én linje", alle(lambda b: b.replace(b"\n", b""))),
    ("DOKUMENT", omdoept("DOKUMENT")),
    ("dokument", omdoept("dokument")),
    ("undermapper", flere(ekstra("dokumenter/a/b/c/x.pdf"), fjern("dokumenter/a/b/c/x.pdf"))),
    ("mykt skille", raa(AU, lambda b: b.replace(b">skarpt<", b">mykt<"))),
    ("id med store bokstaver", alle(lambda b: re.sub(rb">[0-9a-f]{8}-[0-9a-f-]{27}<", lambda t: t[0].upper(), b))),
    ("id med etikett", bytt(AS, "<systemID>", '<systemID label="gammel">')),
    ("sum med store bokstaver", raa(AU, lambda b: re.sub(rb">[0-9a-f]{64}<", lambda t: t[0].upper(), b))),
    ("SHA256 uten strek", raa(AU, lambda b: b.replace(b">SHA-256<", b">SHA256<"))),
    ("på papir", uten_fil),
    ("filer ved siden av", flere(ekstra("LESMEG.txt"), ekstra("rapporter/test.html"))),
    ("forløper i et annet uttrekk", etter(AS, "arkivperiodeSluttDato", FORLOEPER)),
    ("i content", flyttet("content")),
    ("i en pakke", flyttet("uuid", "content")),
    ("i avleveringspakke", flyttet("avleveringspakke")),
    ("info.xml ved siden av", info()),
    ("en annen info.xml", ekstra("info.xml", b"<annet>")),
]  # fmt: skip


@pytest.mark.parametrize("endring", [e for _, e in GYLDIGE], ids=[n for n, _ in GYLDIGE])
def test_det_som_er_gjort_annerledes_men_riktig_gir_ingen_funn(tmp_path, endring):
    proev(tmp_path, endring, set())


def tittel(fil: str, gammel: str, ny: str) -> Endring:
    return bytt_etter(fil, "<journalpost>", gammel, ny)


FEIL: list[tuple[str, Endring, set[str]]] = [
    ("info.xml", info("0" * 64), {"info-sjekksum"}),
    ("framtidig dato", bytt(AS, "<dokumentetsDato>2024-03-11", "<dokumentetsDato>2999-03-11"), {"dato-framtid"}),
    ("framtidig endring", bytt(EL, "<endretDato>2024", "<endretDato>2999"), {"dato-framtid"}),
    ("arkivdelens periode", bytt(AS, "SluttDato>2024-12-31", "SluttDato>2023-12-31"), {"arkivperiode-baklengs"}),
    ("avskrevet av seg selv", bytt(AS, AVSKREVET_AV + POST2, AVSKREVET_AV + POST1), {"avskrivning-maal"}),
    ("avskrevet av et notat", bytt(AS, AVSKREVET_AV + POST2, AVSKREVET_AV + NOTAT), {"avskrivning-maal"}),
    ("to hoveddokument", bytt(AS, ">Vedlegg<", ">Hoveddokument<"), {"hoveddokument-flere"}),
    ("samme dokumentnummer", bytt(AS, "<dokumentnummer>2<", "<dokumentnummer>1<"), {"dokumentnummer-dobbelt"}),
    ("ukjent kode", bytt(AS, ">Inngående dokument<", ">Flaskepost<"), {"kode-ukjent"}),
    ("kodet to ganger", bytt(AS, "Byggesaker", "Byggesøknader".encode().decode("latin-1")), {"tekst-dobbeltkodet"}),
    ("adresse som sti", bytt(AS, DOK1, "file:///etc/passwd.pdf"), {"dokumentsti-utenfor", "fil-uten-referanse"}),
    ("ukjent type", bytt(AS, 'xsi:type="journalpost"', 'xsi:type="brev"'), {"xsi-type", SKJEMA}),
    ("uten metadatakatalog", fjern("metadatakatalog.xsd"), {"fil-mangler"}),
    ("annen tittel", tittel(LJ, "Søknad om", "Klage på"), {"journalpost-tekst-avvik"}),
    ("annen offentlig tittel", tittel(OJ, "Søknad om", "Klage på"), {"journalpost-tekst-avvik"}),
    ("annen part", bytt(LJ, "Per Olsen</korr", "Nils Olsen</korr"), {"journalpost-tekst-avvik"}),
    ("annen sak", bytt(LJ, "<sakssekvensnummer>1<", "<sakssekvensnummer>9<"), {"journalpost-avvik"}),
    ("skjermet sakstittel", bytt(OJ, "Personalsak *****", "Personalsak Per Olsen"), LEKKER),
    ("skjermet tittel", bytt(OJ, "for *****", "for Per Olsen"), LEKKER),
    ("skjermet part i journalen", flere(etter(LJ, "korrespondansepartNavn", PARTEN, 4), AAPEN_PART), LEKKER),
    ("skjermet part i strukturen", flere(bytt(AS, "Skjerming av tittel", AVSENDER, 2), AAPEN_PART), LEKKER),
    ("uten skjerming", flere(*(uten(AS, SKJERMING) for _ in range(3))), {"skjerming-mangler", "flagg-skjerming"}),
]  # fmt: skip


@pytest.mark.parametrize(("endring", "ventet"), [(e, v) for _, e, v in FEIL], ids=[n for n, _, _ in FEIL])
def test_feilen_i_det_fremmede_uttrekket_blir_funnet_og_ingen_andre(tmp_path, endring, ventet):
    proev(tmp_path, endring, ventet)


def test_en_skjerming_som_har_opphoert_kan_vises(tmp_path):
    opphoert = [bytt(AS, "OpphoererDato>2084", "OpphoererDato>2024") for _ in range(3)]
    proev(tmp_path, flere(*opphoert, bytt(OJ, "Personalsak *****", "Personalsak Per Olsen")), set())


def test_stedet_er_til_aa_finne_ogsaa_naar_alt_er_paa_en_linje(tmp_path):
    mappe = kopi(tmp_path)
    flere(
        bytt(AS, "<saksstatus>Avsluttet<", "<saksstatus>Under behandling<"),
        bytt(AS, "<saksdato>2024-02-10", "<saksdato>2024-02-30"),
        bytt(EL, "<endretAv>Kari Nordmann</endretAv>", "<endretAv></endretAv>"),
        bytt(LJ, "<journalpostnummer>2<", "<journalpostnummer>7<"),
        bytt_etter(AU, "//mappe", ">3<", ">4<"),
        alle(lambda b: b.replace(b"\n", b"")),
    )(mappe)
    rett_summer(mappe)
    steder = {f.kode: f.sti for f in kontroller(mappe).funn if f.fil != EL}
    sak = "//mappe[systemID='91fad672-8179-5f2d-8263-b71dff03654a']"
    assert steder["saksstatus"] == f"{sak}/saksstatus"
    assert steder[SKJEMA] == f"{sak}/saksdato"
    assert steder["journalpost-avvik"].startswith("//journalpost[systemID='a9271dbd")
    assert steder["antall-mapper"].endswith("/property[@name='numberOfOccurrences']")
    logg = {f.kode: f.sti for f in kontroller(mappe).funn if f.fil == EL}
    assert logg["xml-tomt-element"] == "/endringslogg/endring[1]/endretAv"


def test_samme_feil_mange_steder_er_ett_slag(tmp_path):
    mappe = kopi(tmp_path)
    bytt(AS, "<dokumentstatus>Dokumentet er ferdigstilt<", "<dokumentstatus>Kladd<", 9)(mappe)
    (slag,) = kontroller(mappe).slag()
    assert (slag.kode, slag.antall, slag.om.krav) == ("dokumentstatus", 8, "6.4.12")
    assert slag.om.raad
    assert koder(kontroller(mappe)) == {"dokumentstatus"}
