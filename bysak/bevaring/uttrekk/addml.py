"""arkivuttrekk.xml: the ADDML description of the deposit. Validators read parts of it by position."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bysak.bevaring.uttrekk.skriver import HODE
from bysak.noark.addml import NAVNEROM_ADDML

XML_FILER = ("arkivstruktur", "endringslogg", "loependeJournal", "offentligJournal")
_TALT = {
    "arkivstruktur": ("mappe", "registrering"),
    "endringslogg": ("endring",),
    "loependeJournal": ("journalregistrering",),
    "offentligJournal": ("journalregistrering",),
}


@dataclass(frozen=True)
class Uttrekksbeskrivelse:
    """What arkivuttrekk.xml says. All figures are counted in what was written, never taken from a setting."""

    arkivskapere: tuple[str, ...]
    system: str
    arkiv: str
    start: str
    slutt: str
    inngaaende: str
    utgaaende: str
    skjermet: bool
    kassert: bool
    skal_kasseres: bool
    egne_metadata: bool
    dokumentfiler: int
    antall: Mapping[str, int]
    sjekksummer: Mapping[str, str]
    egne_skjemaer: tuple[str, ...] = ()


def arkivuttrekk(b: Uttrekksbeskrivelse) -> str:
    """Write the whole file as text."""
    skapere = "".join(_tillegg("recordCreator", escape(navn)) for navn in b.arkivskapere)
    kontekst = (
        _gruppe("recordCreators", skapere)
        + _tillegg("systemType", "Sakarkiv (Noark-5)")
        + _tillegg("systemName", escape(b.system))
        + _tillegg("archive", escape(b.arkiv))
    )
    periode = _egenskap("startDate", b.start) + _egenskap("endDate", b.slutt)
    return (
        f'{HODE}<addml xmlns="{NAVNEROM_ADDML}" name="Noark 5-arkivuttrekk"><dataset>'
        "<description>Noark 5-arkivuttrekk</description><reference>"
        f"<context><additionalElements>{kontekst}</additionalElements></context>"
        '<content><additionalElements><additionalElement name="archivalPeriod">'
        f"<properties>{periode}</properties></additionalElement></additionalElements></content></reference>"
        f'<dataObjects><dataObject name="Noark 5-arkivuttrekk"><properties>{_info(b)}</properties>'
        f"<dataObjects>{''.join(_dataobjekter(b))}</dataObjects></dataObject></dataObjects></dataset></addml>\n"
    )


def _info(b: Uttrekksbeskrivelse) -> str:
    skille = _egenskap("inngaaendeSkille", b.inngaaende) + _egenskap("utgaaendeSkille", b.utgaaende)
    tillegg = _under("periode", "", skille) + "".join(
        _egenskap(navn, verdi, datatype)
        for navn, verdi, datatype in (
            ("inneholderSkjermetInformasjon", _ja(b.skjermet), "boolean"),
            ("omfatterDokumenterSomErKassert", _ja(b.kassert), "boolean"),
            ("inneholderDokumenterSomSkalKasseres", _ja(b.skal_kasseres), "boolean"),
            ("inneholderVirksomhetsspesifikkeMetadata", _ja(b.egne_metadata), "boolean"),
            ("antallDokumentfiler", str(b.dokumentfiler), "integer"),
        )
    )
    type_ = _under("type", "Noark 5", _egenskap("version", "5.0"))
    return _under("info", "", type_ + _under("additionalInfo", "", tillegg))


def _dataobjekter(b: Uttrekksbeskrivelse) -> Iterable[str]:
    for nr, navn in enumerate(XML_FILER):
        skjemaer = _skjema(b, f"{navn}.xsd", "main") + _skjema(b, "metadatakatalog.xsd", "", med_sum=nr == 0)
        if navn == "arkivstruktur":
            skjemaer += "".join(_skjema(b, fil, "") for fil in b.egne_skjemaer)
        tall = "".join(_antall(element, b.antall[f"{navn}.{element}"]) for element in _TALT[navn])
        fil = _fil(f"{navn}.xml", b.sjekksummer[f"{navn}.xml"])
        yield (
            f'<dataObject name="{navn}"><properties>{fil}{skjemaer}{_under("info", "", tall)}</properties></dataObject>'
        )


def _antall(element: str, antall: int) -> str:
    sti = _egenskap("elementPath", f"//{element}")
    return _under("numberOfOccurrences", element, sti + _egenskap("value", str(antall), "integer"))


def _fil(navn: str, sjekksum: str) -> str:
    innhold = _egenskap("name", navn)
    if sjekksum:
        innhold += _under("format", "XML", _egenskap("version", "1.0"))
        innhold += _under("checksum", "", _egenskap("algorithm", "SHA-256") + _egenskap("value", sjekksum))
    return _under("file", "", innhold)


def _skjema(b: Uttrekksbeskrivelse, fil: str, verdi: str, *, med_sum: bool = True) -> str:
    if not med_sum:  # described in full the first time; only named afterwards
        return _under("schema", verdi, _fil(fil, ""))
    slag = _under("type", "XML Schema", _egenskap("version", "1.0"))
    return _under("schema", verdi, _fil(fil, b.sjekksummer[fil]) + slag)


def _egenskap(navn: str, verdi: str, datatype: str = "") -> str:
    type_ = f' dataType="{datatype}"' if datatype else ""
    return f'<property name="{navn}"{type_}><value>{escape(verdi)}</value></property>'


def _under(navn: str, verdi: str, innhold: str) -> str:
    egen = f"<value>{escape(verdi)}</value>" if verdi else ""
    return f'<property name="{navn}">{egen}<properties>{innhold}</properties></property>'


def _tillegg(navn: str, verdi: str) -> str:
    return f'<additionalElement name="{navn}"><value>{verdi}</value></additionalElement>'


def _gruppe(navn: str, innhold: str) -> str:
    return f'<additionalElement name="{navn}"><additionalElements>{innhold}</additionalElements></additionalElement>'


def _ja(sann: bool) -> str:
    return "true" if sann else "false"
