"""What the standard asks of a deposit: ours has it, and the control would have said so if it had not.

Each test takes Bysak's own deposit, finds nothing, does one thing wrong, and sees that the control finds that.
"""

import re
import shutil
from pathlib import Path

import pytest

from bysak.arkivstruktur.models import Arkivdel
from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.produksjon import bestill_uttrekk, produser_uttrekk
from bysak.bevaring.uttrekk.tests.oedelegg import (
    AS,
    AU,
    EL,
    INGEN,
    LJ,
    OJ,
    SKJEMA,
    Endring,
    bytt_etter,
    ekstra,
    fjern,
    koder,
    nytt_navn,
    raa,
)
from bysak.bevaring.uttrekk.utvalg import Utvalg
from bysak.kjerne.arbeid import arbeid
from bysak.organisasjon.tilgang import prosessaktoer
from tests.verden import virksomhet

pytestmark = pytest.mark.usefixtures("modulens_database")
KJENT = frozenset({"pdf-uten-pdfa"})  # the demo's small PDFs; there before anything is done wrong


@pytest.fixture(scope="module")
def eget(modulens_database, tmp_path_factory):
    mappe = tmp_path_factory.mktemp("eget") / "uttrekk"
    av, frogner = prosessaktoer("kommando"), virksomhet("frogner")
    with arbeid(som=av, i=frogner, verb="test"):
        uttrekk = bestill_uttrekk(Utvalg((Arkivdel.objects.get(arkivdelstatus="P").pk,)), mappe, av=av)
    produser_uttrekk(uttrekk.pk, frogner.pk, av=av)
    rapport = kontroller(mappe)
    assert not rapport.antall_feil
    assert koder(rapport) <= KJENT
    return mappe


@pytest.fixture
def funnet(eget, tmp_path):
    """Do one thing wrong with a copy, and give the codes of what the control finds besides."""

    def utfoer(endring: Endring) -> set[str]:
        mappe = tmp_path / "uttrekk"
        shutil.copytree(eget, mappe)
        endring(mappe)
        return koder(kontroller(mappe)) - KJENT

    return utfoer


def en_dokumentfil(gjoer) -> Endring:
    return lambda mappe: gjoer(next(f for f in sorted(mappe.glob("dokumenter/**/*")) if f.is_file()))


def foerste(fil: str, moenster: str, ny: str) -> Endring:
    """Replace the first match, and put the sums right."""

    def gjoer(innhold: bytes) -> bytes:
        nytt, antall = re.subn(moenster, ny, innhold.decode(), count=1, flags=re.DOTALL)
        assert antall
        return nytt.encode()

    return raa(fil, gjoer)


@pytest.mark.krav("6.4.3")
@pytest.mark.parametrize("fil", [AU, AS, EL, LJ, OJ])
def test_filene_er_xml_1_0(funnet, fil):
    assert funnet(foerste(fil, r'version="1.0"', 'version="1.1"')) == {"xml-versjon"}


@pytest.mark.krav("6.4.4")
@pytest.mark.parametrize("fil", [AU, AS, EL, LJ, OJ])
def test_filene_er_i_utf8(funnet, fil):
    assert funnet(foerste(fil, 'encoding="UTF-8"', 'encoding="ISO-8859-1"')) >= {"xml-koding"}


@pytest.mark.krav("6.4.5")
@pytest.mark.parametrize(
    ("fil", "element"), [(AS, "opprettetAv"), (EL, "endretAv"), (LJ, "korrespondansepartNavn"), (OJ, "offentligTittel")]
)
def test_det_som_ikke_har_verdi_er_utelatt(funnet, fil, element):
    assert funnet(foerste(fil, f"<{element}>[^<]*<", f"<{element}><")) >= {"xml-tomt-element"}


@pytest.mark.krav("6.4.7", "6.4.8", "6.4.9")
@pytest.mark.parametrize(
    ("element", "gal"),
    [
        ("saksdato", "12.02.2024"),
        ("dokumentetsDato", "2024-02-12T10:00:00"),
        ("opprettetDato", "2024-02-12"),
        ("avsluttetDato", "12. februar"),
        ("saksaar", "tjuefire"),
        ("dokumentnummer", "1a"),
    ],
)
def test_datoer_tidspunkt_og_tall_er_skrevet_slik_skjemaet_krever(funnet, element, gal):
    assert funnet(foerste(AS, f"<{element}>[^<]*<", f"<{element}>{gal}<")) >= {SKJEMA}


@pytest.mark.krav("6.4.12")
@pytest.mark.parametrize(
    ("moenster", "ny", "kode"),
    [
        ("<saksstatus>[^<]*<", "<saksstatus>Under behandling<", "saksstatus"),
        ("<journalstatus>[^<]*<", "<journalstatus>Ekspedert<", "journalstatus"),
        ("<dokumentstatus>[^<]*<", "<dokumentstatus>Dokumentet er under redigering<", "dokumentstatus"),
        ("<arkivdelstatus>[^<]*<", "<arkivdelstatus>Aktiv periode<", "arkivdelstatus"),
    ],
)
def test_bare_det_som_er_avsluttet_er_med(funnet, moenster, ny, kode):
    assert funnet(foerste(AS, moenster, ny)) == {kode}


@pytest.mark.krav("6.4.1", "6.4.15", "6.4.16", "6.4.20")
@pytest.mark.parametrize(
    "fil", [AS, EL, LJ, OJ, AU, "addml.xsd", "arkivstruktur.xsd", "metadatakatalog.xsd", "endringslogg.xsd"]
)
def test_alle_filene_og_skjemaene_er_med(funnet, fil):
    assert "fil-mangler" in funnet(fjern(fil))


@pytest.mark.krav("6.4.19")
def test_navnene_er_de_standarden_har(funnet):
    assert funnet(nytt_navn(EL, "Endringslogg.xml")) == {"fil-feil-navn"}


@pytest.mark.krav("6.4.21", "6.4.22")
@pytest.mark.parametrize(
    ("endring", "kode"),
    [
        (foerste(AU, 'name="recordCreator"', 'name="annet"'), "addml-mangler"),
        (foerste(AU, 'name="periode"', 'name="annet"'), "addml-mangler"),
        (foerste(AU, 'name="endDate"', 'name="annet"'), "addml-mangler"),
        (foerste(AU, 'name="omfatterDokumenterSomErKassert"', 'name="annet"'), "addml-flagg-mangler"),
        (bytt_etter(AU, "//mappe", "<value>", "<value>9"), "antall-mapper"),
        (bytt_etter(AU, "//registrering", "<value>", "<value>9"), "antall-registreringer"),
        (bytt_etter(AU, "//endring<", "<value>", "<value>9"), "antall-endringer"),
        (bytt_etter(AU, "antallDokumentfiler", "<value>", "<value>9"), "antall-dokumentfiler"),
        (lambda mappe: (mappe / LJ).write_bytes((mappe / LJ).read_bytes() + b"\n"), "addml-sjekksum"),
    ],
)
def test_arkivuttrekk_sier_det_malen_krever_og_det_stemmer(funnet, endring, kode):
    assert funnet(endring) == {kode}


@pytest.mark.krav("6.4.26")
def test_hver_enhet_har_sin_egen_id(funnet):
    def som_den_foerste(innhold: bytes) -> bytes:
        foerste_, andre = re.findall(rb"<dokumentobjekt>\s*<systemID>([^<]*)", innhold)[:2]
        return innhold.replace(andre, foerste_)

    assert funnet(raa(AS, som_den_foerste)) == {"systemid-dobbel"}


@pytest.mark.krav("6.4.28")
def test_endringsloggen_gjelder_det_som_er_med(funnet):
    assert funnet(foerste(EL, "(<referanseArkivenhet>)[^<]*", rf"\g<1>{INGEN}")) == {"endring-ukjent-enhet"}


@pytest.mark.krav("6.4.29", "6.4.30")
@pytest.mark.parametrize("fil", [LJ, OJ])
def test_begge_journalene_har_hver_journalpost_i_rekkefoelge(funnet, fil):
    post = "<journalregistrering>.*?</journalregistrering>"
    assert funnet(foerste(fil, f"({post})(.*)({post})", r"\2\3")) >= {"journal-ulike-poster", "journal-antall"}


@pytest.mark.krav("6.4.30")
def test_journalen_er_sortert(funnet):
    post = "<journalregistrering>.*?</journalregistrering>"
    assert funnet(foerste(LJ, f"({post})(\\s*)({post})", r"\3\2\1")) == {"journal-sortering"}


@pytest.mark.krav("6.4.40")
@pytest.mark.parametrize(
    ("endring", "kode"),
    [
        (en_dokumentfil(Path.unlink), "dokumentfil-mangler"),
        (ekstra("dokumenter/ekstra.pdf"), "fil-uten-referanse"),
        (foerste(AS, "(<referanseDokumentfil>)[^<]*", r"\1/etc/passwd.pdf"), "dokumentsti-utenfor"),
    ],
)
def test_dokumentobjekter_og_filer_svarer_til_hverandre(funnet, endring, kode):
    assert kode in funnet(endring)


@pytest.mark.krav("6.4.41")
@pytest.mark.parametrize(
    ("moenster", "ny", "kode"),
    [
        ("(<sjekksum>).", r"\1x", "dokument-sjekksum"),
        ("(<filstoerrelse>)", r"\g<1>9", "dokument-stoerrelse"),
        ("(<format>)[^<]*", r"\1docx", "format-ikke-filendelse"),
        ("(<sjekksumAlgoritme>)[^<]*", r"\1MD5", "dokument-algoritme"),
    ],
)
def test_format_stoerrelse_og_sjekksum_staar_og_stemmer(funnet, moenster, ny, kode):
    assert funnet(foerste(AS, moenster, ny)) == {kode}
