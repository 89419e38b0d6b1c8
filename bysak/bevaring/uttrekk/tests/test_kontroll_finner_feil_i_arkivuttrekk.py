"""One thing is damaged in arkivuttrekk.xml of the sample; the control finds that and nothing else."""

import pytest

from bysak.bevaring.uttrekk.tests.oedelegg import AU, SKJEMA, Endring, bytt, bytt_etter, proev, uten
from bysak.noark.tests.eksempel import trenger_eksempel

pytestmark = trenger_eksempel


def tall(navn: str, gammel: str, ny: str) -> Endring:
    return bytt_etter(AU, navn, f">{gammel}<", f">{ny}<")


ARKIVUTTREKK: list[tuple[str, Endring, set[str]]] = [
    ("antall mapper", tall("//mappe", "3", "4"), {"antall-mapper"}),
    ("antall registreringer", tall("//registrering", "6", "5"), {"antall-registreringer"}),
    ("antall endringer", tall("//endring<", "2", "3"), {"antall-endringer"}),
    ("antall journalregistreringer", tall("//journalregistrering", "3", "2"), {"antall-journalregistreringer"}),
    ("antall dokumentfiler", tall("antallDokumentfiler", "7", "8"), {"antall-dokumentfiler"}),
    ("antall er ikke tall", tall("antallDokumentfiler", "7", "sju"), {"addml-tall"}),
    (
        "antall registreringer mangler",
        bytt(AU, "<value>registrering</value>", "<value>registreringer</value>"),
        {"addml-antall-mangler"},
    ),
    ("skjermet sier nei", tall("inneholderSkjermetInformasjon", "true", "false"), {"flagg-skjerming"}),
    ("kassert sier nei", tall("omfatterDokumenterSomErKassert", "true", "false"), {"flagg-kassert"}),
    ("skal kasseres sier nei", tall("inneholderDokumenterSomSkalKasseres", "true", "false"), {"flagg-kasseres"}),
    ("egne metadata sier ja", tall("inneholderVirksomhetsspesifikkeMetadata", "false", "true"), {"flagg-vsm"}),
    ("boolsk som tall", tall("inneholderSkjermetInformasjon", "true", "1"), {"addml-boolsk"}),
    ("skille feilstavet", bytt(AU, ">skarpt<", ">skarp<"), {"addml-skille"}),
    ("algoritme", bytt(AU, ">SHA-256<", ">MD5<"), {"addml-algoritme"}),
    ("ukjent fil", bytt(AU, "<value>endringslogg.xml<", "<value>noe.xml<"), {"addml-fil-ukjent", "addml-fil-mangler"}),
    (
        "samme fil to ganger",
        bytt(AU, "<value>offentligJournal.xml<", "<value>loependeJournal.xml<"),
        {"addml-fil-dobbel", "addml-fil-ukjent", "addml-sjekksum"},
    ),
    ("type", bytt(AU, "<value>Noark 5<", "<value>Noark 4<"), {"addml-type"}),
    (
        "antall journalregistreringer ikke oppgitt",
        bytt(AU, "<value>journalregistrering<", "<value>noe<"),
        {"antall-journalregistreringer"},
    ),
    ("det gamle ordet for antallet", bytt(AU, "<value>journalregistrering<", "<value>registrering<", 2), set()),
    (
        "ja/nei-felt mangler",
        bytt(AU, "inneholderVirksomhetsspesifikkeMetadata", "noeAnnet"),
        {"addml-flagg-mangler"},
    ),
    ("versjon 5.5", bytt(AU, "<value>5.0<", "<value>5.5<"), {"addml-versjon"}),
    (
        "første objekt",
        bytt(AU, 'dataObject name="Noark 5-arkivuttrekk"', 'dataObject name="Uttrekk"'),
        {"addml-rekkefoelge"},
    ),
    (
        "info ikke først",
        bytt(
            AU,
            '<property name="info"><properties><property name="type">',
            '<property name="x"><value>y</value></property><property name="info"><properties><property name="type">',
        ),
        {"addml-rekkefoelge"},
    ),
    (
        "type mangler",
        bytt(AU, '<property name="type"><value>Noark 5<', '<property name="slag"><value>Noark 5<'),
        {"addml-mangler"},
    ),
    ("arkivskaper mangler", bytt(AU, 'name="recordCreator"><', 'name="annet"><'), {"addml-mangler"}),
    (
        "perioden baklengs",
        bytt(AU, "2024-12-31", "2023-12-31"),
        {"addml-periode"},
    ),
    ("perioden er ikke en dato", bytt(AU, "2024-12-31", "2024-12-32"), {"addml-periode"}),
    ("perioden for kort", bytt(AU, "2024-01-01", "2024-01-20"), {"dato-utenfor-periode"}),
    (
        "metadatakatalog ikke oppgitt",
        uten(
            AU,
            r'<property name="schema"><properties><property name="file"><properties><property name="name">'
            r"<value>metadatakatalog.xsd</value></property></properties></property></properties></property>",
        ),
        {"addml-skjema-mangler"},
    ),
    ("ukjent element", bytt(AU, "<description>", "<tull/><description>"), {SKJEMA, "xml-tomt-element"}),
]


@pytest.mark.parametrize(
    ("endring", "ventet"), [(e, v) for _, e, v in ARKIVUTTREKK], ids=[n for n, _, _ in ARKIVUTTREKK]
)
def test_feilen_i_arkivuttrekk_blir_funnet_og_ingen_andre(tmp_path, endring, ventet):
    proev(tmp_path, endring, ventet)
