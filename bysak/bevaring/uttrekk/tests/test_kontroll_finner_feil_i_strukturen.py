"""One thing is damaged in arkivstruktur.xml of the sample; the control finds that and nothing else."""

import re

import pytest

from bysak.bevaring.uttrekk.tests.oedelegg import (
    AS,
    AU,
    INGEN,
    POST2,
    POST3,
    SKJEMA,
    Endring,
    bytt,
    bytt_etter,
    flere,
    proev,
    raa,
    uten,
)
from bysak.noark.tests.eksempel import trenger_eksempel

pytestmark = trenger_eksempel

OPPRETTET = "<opprettetDato>2024-02-10T09:30:00</opprettetDato><opprettetAv>Kari Nordmann</opprettetAv>"
KLASSE_01 = "<klasse><systemID>32dae439-7a1e-56cd-86a4-5464730884bf"
REGISTRERING = (
    f"<registrering><systemID>88888888-1111-4111-8111-111111111111</systemID>{OPPRETTET}"
    "<arkivertDato>2024-03-10T09:30:00</arkivertDato><arkivertAv>Kari Nordmann</arkivertAv>"
    "<tittel>Uten mappe</tittel></registrering>"
)


def klasse(nummer: str, barn: str = "") -> str:
    return (
        f"<klasse><systemID>11111111-1111-4111-8111-111111111111</systemID><klasseID>{nummer}</klasseID>"
        f"<tittel>Ny klasse</tittel>{OPPRETTET}{barn}</klasse>"
    )


STRUKTUR: list[tuple[str, Endring, set[str]]] = [
    ("saksstatus", bytt(AS, "<saksstatus>Avsluttet<", "<saksstatus>Under behandling<"), {"saksstatus"}),
    ("journalstatus", bytt(AS, "<journalstatus>Arkivert<", "<journalstatus>Journalført<"), {"journalstatus"}),
    (
        "dokumentstatus",
        bytt(AS, "<dokumentstatus>Dokumentet er ferdigstilt<", "<dokumentstatus>Dokumentet er under redigering<"),
        {"dokumentstatus"},
    ),
    ("arkivdelstatus", bytt(AS, ">Avsluttet periode<", ">Aktiv periode<"), {"arkivdelstatus"}),
    (
        "mappe uten avsluttetDato",
        uten(
            AS,
            r"(?<=</opprettetAv>)<avsluttetDato>[^<]*</avsluttetDato>(?=<avsluttetAv>Ola Hansen</avsluttetAv><part>)",
        ),
        {"mappe-ikke-avsluttet", SKJEMA},
    ),
    (
        "registrering uten arkivertDato",
        uten(AS, r"<arkivertDato>[^<]*</arkivertDato>"),
        {"registrering-ikke-arkivert", SKJEMA},
    ),
    (
        "systemID to ganger",
        bytt(AS, "<systemID>41b9ba13-0182-595c-bfc3-999cc9fbc0bd", "<systemID>221f661b-ee11-5429-aed6-30837272a1bd"),
        {"systemid-dobbel"},
    ),
    (
        "systemID er ikke UUID",
        bytt(AS, "<systemID>41b9ba13-0182-595c-bfc3-999cc9fbc0bd", "<systemID>nr 41"),
        {"systemid-form", SKJEMA},
    ),
    (
        "systemID mangler",
        bytt(AS, "<systemID>41b9ba13-0182-595c-bfc3-999cc9fbc0bd</systemID>", ""),
        {"systemid-mangler", SKJEMA},
    ),
    (
        "kryssreferanse til ingen mappe",
        bytt(AS, "<referanseTilMappe>b8f2e356-a8df-5b97-9886-d0d68b134ca3", f"<referanseTilMappe>{INGEN}"),
        {"referanse-brutt"},
    ),
    (
        "kryssreferanse til feil slag",
        bytt(
            AS, f"<referanseTilRegistrering>{POST3}", "<referanseTilRegistrering>b8f2e356-a8df-5b97-9886-d0d68b134ca3"
        ),
        {"referanse-brutt"},
    ),
    (
        "sekundær klasse finnes ikke",
        bytt(AS, "Klassifikasjon>bf55993f-5ed6-54e0-aab8-6fb2a8ba892c", f"Klassifikasjon>{INGEN}"),
        {"sekundaer-brutt"},
    ),
    ("avskrevet av ingen", bytt(AS, f"Journalpost>{POST2}", f"Journalpost>{INGEN}"), {"avskrivning-brutt"}),
    (
        "referanseArkivdel",
        bytt(AS, "<part><partID>", f"<referanseArkivdel>{INGEN}</referanseArkivdel><part><partID>"),
        {"referanse-arkivdel"},
    ),
    (
        "kryssreferanse ut av uttrekket når skillet er mykt",
        flere(
            bytt(AU, ">skarpt<", ">mykt<"),
            bytt(AS, f"<referanseTilRegistrering>{POST3}", f"<referanseTilRegistrering>{INGEN}"),
        ),
        {"referanse-utenfor"},
    ),
    ("tomt element", bytt(AS, "<tittel>Vedtak</tittel>", "<tittel></tittel>"), {"xml-tomt-element", SKJEMA}),
    ("CDATA", bytt(AS, "<tittel>Vedtak</tittel>", "<tittel><![CDATA[Vedtak]]></tittel>"), {"xml-cdata"}),
    ("tidssone", bytt(AS, "2024-03-11T08:00:00", "2024-03-11T08:00:00Z"), {"dato-tidssone"}),
    (
        "tidssone på dato",
        bytt(AS, "<journaldato>2024-03-11<", "<journaldato>2024-03-11+01:00<"),
        {"dato-tidssone"},
    ),
    (
        "avsluttet før opprettet",
        bytt_etter(AS, "<mappeID>2024/1", "<avsluttetDato>2024-06-10", "<avsluttetDato>2024-02-01"),
        {"avsluttet-foer-opprettet"},
    ),
    (
        "opprettet før mappen",
        bytt_etter(AS, "<mappeID>2024/1", "<opprettetDato>2024-02-10", "<opprettetDato>2024-04-01"),
        {"opprettet-foer-forelder"},
    ),
    (
        "opprettet før perioden",
        bytt_etter(AS, "<arkivdel>", "<opprettetDato>2024-01-10", "<opprettetDato>2023-01-10"),
        {"dato-utenfor-periode"},
    ),
    ("prefikset type", bytt(AS, 'xsi:type="moetemappe"', 'xsi:type="n5:moetemappe"'), {"xsi-type", SKJEMA}),
    (
        "annet prefiks for xsi",
        flere(bytt(AS, "xmlns:xsi=", "xmlns:i="), bytt(AS, "xsi:type", "i:type", 99)),
        {"xsi-type"},
    ),
    (
        "prefiks på elementene",
        raa(AS, lambda b: re.sub(rb"<(/?)(\w)", rb"<\1n5:\2", b).replace(b"xmlns=", b"xmlns:n5=")),
        {"xml-prefiks", SKJEMA},
    ),
    ("feil navnerom", bytt(AS, "noark5/arkivstruktur", "noark4/arkivstruktur"), {"xml-navnerom", SKJEMA}),
    (
        "klasse med to slags barn",
        bytt(
            AS,
            "</mappe>\n</klasse>",
            f"</mappe>\n{klasse('011')}</klasse>",
        ),
        {"barn-blandet", SKJEMA},
    ),
    ("ukjent element", bytt(AS, "<tittel>Vedtak</tittel>", "<tittel>Vedtak</tittel><tull>x</tull>"), {SKJEMA}),
    (
        "gal rekkefølge",
        bytt(
            AS, "<klasseID>02</klasseID><tittel>Personal</tittel>", "<tittel>Personal</tittel><klasseID>02</klasseID>"
        ),
        {SKJEMA},
    ),
    ("ugyldig dato", bytt(AS, "<saksdato>2024-02-10", "<saksdato>2024-02-30"), {SKJEMA}),
    (
        "påkrevd element mangler",
        bytt(AS, "<saksansvarlig>Kari Nordmann</saksansvarlig>", ""),
        {"mangler-element", SKJEMA},
    ),
    (
        "uten korrespondansepart",
        uten(AS, r"<korrespondansepart>.*?</korrespondansepart>"),
        {"korrespondansepart-mangler"},
    ),
    (
        "kassert, men har fil",
        bytt_etter(
            AS,
            "<tittel>Legeerklæring</tittel>",
            "<tilknyttetAv>Kari Nordmann</tilknyttetAv>",
            "<tilknyttetAv>Kari Nordmann</tilknyttetAv><utfoertKassasjon><kassertDato>2024-06-10T09:30:00</kassertDato>"
            "<kassertAv>Ola Hansen</kassertAv></utfoertKassasjon>",
        ),
        {"kassert-har-fil"},
    ),
    (
        "elektronisk uten fil",
        uten(AS, r"<utfoertKassasjon>.*?</utfoertKassasjon>"),
        {"dokument-uten-fil", "flagg-kassert"},
    ),
    ("utgått med fil", bytt(AS, "<journalstatus>Arkivert<", "<journalstatus>Utgår<"), {"utgaar-har-fil"}),
    ("uten hoveddokument", bytt(AS, ">Hoveddokument<", ">Vedlegg<"), {"hoveddokument-mangler"}),
    ("produksjonsformat", bytt(AS, ">Arkivformat<", ">Produksjonsformat<"), {"produksjonsformat"}),
    ("MD5", bytt(AS, ">SHA256<", ">MD5<"), {"dokument-algoritme"}),
    ("siffer i navn", bytt(AS, "<saksansvarlig>Kari Nordmann<", "<saksansvarlig>kn04711<"), {"siffer-i-navn"}),
    (
        "egne metadata uten skjema",
        bytt(
            AS,
            "<part><partID>",
            '<virksomhetsspesifikkeMetadata><felt xmlns="urn:x">1</felt></virksomhetsspesifikkeMetadata><part><partID>',
        ),
        {"vsm-uten-skjema", "flagg-vsm"},
    ),
    (
        "registrering før mappe",
        bytt(AS, KLASSE_01, klasse("00", REGISTRERING) + KLASSE_01),
        {"registrering-foer-mappe", "antall-registreringer", "dokument-mangler"},
    ),
]


@pytest.mark.parametrize(("endring", "ventet"), [(e, v) for _, e, v in STRUKTUR], ids=[n for n, _, _ in STRUKTUR])
def test_feilen_i_strukturen_blir_funnet_og_ingen_andre(tmp_path, endring, ventet):
    proev(tmp_path, endring, ventet)
