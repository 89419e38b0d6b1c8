"""One thing is damaged in the journals or the log of the sample; the control finds that and nothing else."""

import pytest

from bysak.bevaring.uttrekk.tests.oedelegg import (
    EL,
    INGEN,
    LJ,
    OJ,
    POST1,
    POST2,
    SKJEMA,
    Endring,
    bytt,
    flere,
    proev,
    uten,
)
from bysak.noark.tests.eksempel import trenger_eksempel

pytestmark = trenger_eksempel

JOURNALER: list[tuple[str, Endring, set[str]]] = [
    (
        "antall i hodet",
        bytt(LJ, "Journalposter>3<", "Journalposter>4<"),
        {"journal-antall", "journal-antall-ulikt", "journal-antall-struktur"},
    ),
    (
        "startdato",
        bytt(LJ, "StartDato>2024-03-11", "StartDato>2024-03-10"),
        {"journal-periode-ulik", "journal-periode-struktur"},
    ),
    (
        "sluttdato før posten",
        bytt(LJ, "SluttDato>2024-05-13", "SluttDato>2024-05-12"),
        {"journal-periode-ulik", "journal-periode-struktur", "journaldato-utenfor-periode"},
    ),
    (
        "journalpost finnes ikke",
        flere(
            bytt(LJ, f"<systemID>{POST2}", f"<systemID>{INGEN}"), bytt(OJ, f"<systemID>{POST2}", f"<systemID>{INGEN}")
        ),
        {"journalpost-ukjent", "journalpost-mangler-i-journal"},
    ),
    (
        "ulike poster",
        bytt(OJ, f"<systemID>{POST2}", f"<systemID>{INGEN}"),
        {"journalpost-ukjent", "journalpost-mangler-i-journal", "journal-ulike-poster"},
    ),
    (
        "samme post to ganger",
        bytt(OJ, f"<systemID>{POST2}", f"<systemID>{POST1}"),
        {"journalpost-dobbel", "journalpost-mangler-i-journal", "journal-ulike-poster"},
    ),
    ("annet nummer", bytt(LJ, "<journalpostnummer>2<", "<journalpostnummer>7<"), {"journalpost-avvik"}),
    ("annen dato", bytt(OJ, "<journaldato>2024-04-12", "<journaldato>2024-04-13"), {"journalpost-avvik"}),
    ("uten part", uten(LJ, r"<korrespondansepart>.*?</korrespondansepart>"), {"journal-part-mangler", SKJEMA}),
    (
        "avskrevet av ingen",
        bytt(
            LJ,
            "<korrespondansepart>",
            f"<referanseAvskrivesAvJournalpost>{INGEN}</referanseAvskrivesAvJournalpost><korrespondansepart>",
        ),
        {"journal-avskrivning-brutt"},
    ),
    (
        "skjermet tittel lekker",
        bytt(OJ, "Legeerklæring for *****", "Legeerklæring for Per Olsen"),
        {"journal-skjerming-lekker"},
    ),
    (
        "uten offentlig tittel",
        bytt(OJ, "<offentligTittel>Vedtak om byggetillatelse</offentligTittel>", ""),
        {"journal-offentlig-tittel"},
    ),
    (
        "usortert",
        bytt(LJ, "<journalsekvensnummer>1<", "<journalsekvensnummer>9<"),
        {"journal-sortering", "journalpost-avvik"},
    ),
    (
        "uten hode",
        uten(LJ, r"<journalhode>.*</journalhode>"),
        {"journalhode-mangler", SKJEMA},
    ),
    ("ukjent enhet i loggen", bytt(EL, "91fad672-8179-5f2d-8263-b71dff03654a", INGEN), {"endring-ukjent-enhet"}),
    ("enheten skrevet med store bokstaver", bytt(EL, "91fad672", "91FAD672"), {"endring-ukjent-enhet"}),
    ("loggen mangler verdi", bytt(EL, "<nyVerdi>Kari Nordmann</nyVerdi>", ""), {"endring-mangler-felt", SKJEMA}),
    ("loggen har ukjent felt", bytt(EL, ">saksansvarlig<", ">bossen<"), {"endring-ukjent-felt"}),
    (
        "loggen er tom",
        uten(EL, r"<endring>.*</endring>"),
        {"endringslogg-tom", "antall-endringer", "xml-tomt-element", SKJEMA},
    ),
]


@pytest.mark.parametrize(("endring", "ventet"), [(e, v) for _, e, v in JOURNALER], ids=[n for n, _, _ in JOURNALER])
def test_feilen_i_journalene_blir_funnet_og_ingen_andre(tmp_path, endring, ventet):
    proev(tmp_path, endring, ventet)
