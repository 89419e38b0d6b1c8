"""One thing is damaged among the files of the sample deposit; the control finds that and nothing else."""

import pytest

from bysak.bevaring.uttrekk.tests.oedelegg import (
    AS,
    AU,
    DOK1,
    EL,
    LJ,
    OJ,
    SKJEMA,
    Endring,
    bytt,
    bytt_etter,
    ekstra,
    fjern,
    lenke,
    nytt_navn,
    proev,
    raa,
)
from bysak.noark.katalog.deklarasjon import Utgave
from bysak.noark.tests.eksempel import PUBLISERT, trenger_eksempel

pytestmark = trenger_eksempel


def _nytt() -> bytes:
    return (PUBLISERT[Utgave.V2023] / "loependeJournal.xsd").read_bytes()


FILER: list[tuple[str, Endring, set[str]]] = [
    ("fil mangler", fjern(EL), {"fil-mangler"}),
    ("skjema mangler", fjern("endringslogg.xsd"), {"fil-mangler"}),
    ("journal mangler", fjern(OJ), {"fil-mangler"}),
    ("feil skrivemåte", nytt_navn(EL, "Endringslogg.xml"), {"fil-feil-navn"}),
    ("addml.xml i veien", ekstra("addml.xml", b"<addml/>"), {"addml-i-veien"}),
    ("dokumentfil mangler", fjern(DOK1), {"dokumentfil-mangler", "antall-dokumentfiler"}),
    ("fil uten referanse", ekstra("dokumenter/2024/99.pdf"), {"fil-uten-referanse", "antall-dokumentfiler"}),
    (
        "store bokstaver på disk",
        nytt_navn(DOK1, "dokumenter/2024/000001.PDF"),
        {"dokumentfil-skrivemaate", "fil-uten-referanse"},
    ),
    ("lenke i stedet for fil", lenke(DOK1, "000002.pdf"), {"symlenke", "dokumentfil-mangler", "antall-dokumentfiler"}),
    ("lenke i stedet for xml", lenke(EL, "arkivstruktur.xml"), {"symlenke"}),
    ("annet innhold", raa(DOK1, lambda b: b + b"x"), {"dokument-sjekksum", "dokument-stoerrelse"}),
    ("byttet byte", raa(DOK1, lambda b: b[:-1] + bytes([b[-1] ^ 1])), {"dokument-sjekksum"}),
    (
        "tom dokumentfil",
        raa(DOK1, lambda _: b""),
        {"tom-fil", "dokument-sjekksum", "dokument-stoerrelse", "pdf-uten-pdfa"},
    ),
    ("sjekksum i arkivstruktur", bytt_etter(AS, "<sjekksum>", "94993d", "94993e"), {"dokument-sjekksum"}),
    ("størrelse", bytt(AS, "<filstoerrelse>46329", "<filstoerrelse>46330"), {"dokument-stoerrelse"}),
    ("sti ut av mappen", bytt(AS, DOK1, "../../etc/passwd.pdf"), {"dokumentsti-utenfor", "fil-uten-referanse"}),
    ("absolutt sti", bytt(AS, DOK1, "/etc/passwd.pdf"), {"dokumentsti-utenfor", "fil-uten-referanse"}),
    ("windowssti", bytt(AS, DOK1, "C:/filer/1.pdf"), {"dokumentsti-utenfor", "fil-uten-referanse"}),
    ("omvendt skråstrek", bytt(AS, DOK1, DOK1.replace("/", "\\")), {"dokumentsti-skilletegn"}),
    ("PRONOM som format", bytt(AS, "<format>pdf<", "<format>fmt/354<"), {"format-ikke-filendelse"}),
    (
        "to dokumentmapper",
        ekstra("dokument/1.pdf"),
        {"dokumentmappe-flere", "fil-uten-referanse", "antall-dokumentfiler"},
    ),
    ("sjekksum i arkivuttrekk", bytt(EL, "Ola Hansen", "Ola Jensen", rett=False), {"addml-sjekksum"}),
]
XML: list[tuple[str, Endring, set[str]]] = [
    ("avkortet", raa(AS, lambda b: b[:9000]), {"xml-ugyldig"}),
    ("avkortet journal", raa(LJ, lambda b: b[:900]), {"xml-ugyldig"}),
    ("latin-1 uten å si det", raa(AS, lambda b: b.decode().encode("latin-1")), {"xml-ugyldig"}),
    ("latin-1", raa(EL, lambda b: b.replace(b"UTF-8", b"ISO-8859-1")), {"xml-koding"}),
    (
        "entiteter",
        raa(EL, lambda b: b.replace(b"<endringslogg", b'<!DOCTYPE e [<!ENTITY a "b">]><endringslogg', 1)),
        {"xml-doctype"},
    ),
    (
        "ytre entitet",
        raa(AS, lambda b: b.replace(b"<arkiv ", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><arkiv ', 1)),
        {"xml-doctype"},
    ),
    ("XML 1.1", raa(EL, lambda b: b.replace(b'version="1.0"', b'version="1.1"')), {"xml-versjon"}),
    ("dypt", raa(EL, lambda _: b"<a>" * 1000), {"xml-for-dyp", "xml-navnerom", "xml-rot"}),
    ("ikke XML", raa(AU, lambda _: b"\x00\x01\x02"), {"xml-ugyldig"}),
    ("tom fil", raa(EL, lambda _: b""), {"xml-ugyldig"}),
    (
        "annen rot",
        raa(EL, lambda _: b"<logg/>"),
        {"xml-rot", "xml-navnerom", "xml-tomt-element", "endringslogg-tom", "antall-endringer", SKJEMA},
    ),
    ("skjemaet er endret", raa("endringslogg.xsd", lambda b: b + b"<!-- -->"), {"skjema-endret"}),
    ("skjemaet er ikke XML", raa("endringslogg.xsd", lambda _: b"tull"), {"skjema-uleselig"}),
    ("skjema fra annen utgave", raa("loependeJournal.xsd", lambda _: _nytt()), {"skjema-utgave"}),
]
ALLE = [*FILER, *XML]


@pytest.mark.parametrize(("endring", "ventet"), [(e, v) for _, e, v in ALLE], ids=[n for n, _, _ in ALLE])
def test_feilen_i_filene_blir_funnet_og_ingen_andre(tmp_path, endring, ventet):
    proev(tmp_path, endring, ventet)
