"""The XML of a DIAS package: METS for what is in it and who answers for it, PREMIS for the package itself."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import TextIO
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

METS = "http://arkivverket.no/standarder/METS"
METS_BESKRIVELSE = "http://www.loc.gov/METS/"
PREMIS = "http://arkivverket.no/standarder/PREMIS"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PROFIL = "http://xml.ra.se/METS/RA_METS_eARD.xml"
# The list of the standard is closed and knows few formats; what it does not know is called plain text.
MIMETYPER = {
    "xml": "application/xml",
    "xsd": "application/xml",
    "pdf": "image/pdf",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "jpg": "image/jpg",
    "jpeg": "image/jpg",
    "mp3": "audio/mp3",
    "mpg": "video/mpg",
    "tar": "application/x-tar",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Someone who answers for the package: an organisation, and the person to ask there."""

    navn: str
    kontakt: str = ""
    adresse: str = ""
    telefon: str = ""
    epost: str = ""
    organisasjonsnummer: str = ""


@dataclass(frozen=True, slots=True)
class Opplysninger:
    """What a DIAS package says about itself beside its content. `avtale` is the submission agreement."""

    etikett: str
    arkivskapere: tuple[Part, ...]
    avleverer: Part
    produsent: Part
    eier: Part
    mottaker: str
    system: str
    systemversjon: str
    avtale: str
    start: date
    slutt: date
    uttrekksdato: date
    noark_versjon: str = "5.0"
    status: str = "NEW"
    leveransetype: str = "Noark5"
    referansekode: str = ""
    pakkenummer: str = "1/1"


@dataclass(frozen=True, slots=True)
class Fil:
    """One file of the package: path, size, SHA-256, time."""

    sti: str
    byte: int
    sum: str
    laget: datetime


def tidspunkt(tid: datetime) -> str:
    """Write a time as METS wants it, in UTC."""
    return tid.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _agent(rolle: str, navn: str, *merknader: str, annen: str = "", person: bool = False, program: bool = False) -> str:
    type_ = "OTHER" if program else "INDIVIDUAL" if person else "ORGANIZATION"
    attributter = f' ROLE="{rolle}" TYPE="{type_}"'
    attributter += f' OTHERROLE="{annen}"' if annen else ""
    attributter += ' OTHERTYPE="SOFTWARE"' if program else ""
    noter = "".join(f"<mets:note>{escape(merknad)}</mets:note>" for merknad in merknader)
    return f"<mets:agent{attributter}><mets:name>{escape(navn)}</mets:name>{noter}</mets:agent>\n"


def _part(rolle: str, part: Part, annen: str = "") -> str:
    numre = [f"ORG:{part.organisasjonsnummer}"] if part.organisasjonsnummer else []
    ut = _agent(rolle, part.navn, *numre, annen=annen)
    if part.kontakt:
        kjente = [
            (n, v) for n, v in (("Address", part.adresse), ("Telephone", part.telefon), ("Email", part.epost)) if v
        ]
        noter = [v for _, v in kjente]
        if kjente:
            noter.append(f"notescontent:{','.join(n for n, _ in kjente)}")
        ut += _agent(rolle, part.kontakt, *noter, annen=annen, person=True)
    return ut


def _agenter(o: Opplysninger, versjon: str) -> str:
    """Write who answers for what, in the order the receiver's program writes them."""
    system = (o.systemversjon, "Noark5", o.noark_versjon, "notescontent:Version,Type,TypeVersion")
    return "".join(
        [
            *(_part("ARCHIVIST", skaper) for skaper in o.arkivskapere),
            _part("OTHER", o.avleverer, "SUBMITTER"),
            _part("OTHER", o.produsent, "PRODUCER"),
            _part("IPOWNER", o.eier),
            _agent("CREATOR", o.produsent.navn),
            _agent("CREATOR", "Bysak", versjon, "notescontent:Version", program=True),
            _agent("PRESERVATION", o.mottaker),
            _agent("ARCHIVIST", o.system, *system, program=True),
            _agent("OTHER", o.system, *system, annen="PRODUCER", program=True),
        ]
    )


def _hode(o: Opplysninger, pakke: str, dokument: str, versjon: str, naa: datetime, navnerom: str) -> str:
    referanser = [
        ("SUBMISSIONAGREEMENT", o.avtale),
        ("DELIVERYTYPE", o.leveransetype),
        ("PACKAGENUMBER", o.pakkenummer),
        ("REFERENCECODE", o.referansekode),
        ("STARTDATE", o.start.isoformat()),
        ("ENDDATE", o.slutt.isoformat()),
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<mets:mets xmlns:mets="{navnerom}" xmlns:xlink="{XLINK}" OBJID="UUID:{pakke}" TYPE="SIP"'
        f' LABEL={quoteattr(o.etikett)} PROFILE="{PROFIL}">\n'
        f'<mets:metsHdr CREATEDATE="{tidspunkt(naa)}" RECORDSTATUS="{o.status}">\n{_agenter(o, versjon)}'
        + "".join(f'<mets:altRecordID TYPE="{t}">{escape(v)}</mets:altRecordID>\n' for t, v in referanser if v)
        + f"<mets:metsDocumentID>{dokument}</mets:metsDocumentID>\n</mets:metsHdr>\n"
    )


def filelement(fil: Fil, nummer: int) -> str:
    """Write one file as METS lists it."""
    type_ = MIMETYPER.get(PurePosixPath(fil.sti).suffix.lstrip(".").lower(), "text/plain")
    return (
        f'<mets:file ID="fileId_{nummer}" USE="Datafile" MIMETYPE="{type_}" SIZE="{fil.byte}"'
        f' CREATED="{tidspunkt(fil.laget)}" CHECKSUM="{fil.sum}" CHECKSUMTYPE="SHA-256">'
        f'<mets:FLocat LOCTYPE="URL" xlink:type="simple" xlink:href="file:{quote(fil.sti)}"/></mets:file>\n'
    )


_SLUTT = "<mets:structMap><mets:div/></mets:structMap>\n</mets:mets>\n"


def skriv_mets(
    ut: TextIO, o: Opplysninger, pakke: str, versjon: str, naa: datetime, metadata: list[Fil], innhold: TextIO
) -> None:
    """Write dias-mets.xml. `innhold` holds the elements of the extraction's own files, written beforehand.

    Two groups inside one: the schema forbids files and groups side by side.
    """
    uttrekksdato = f"{o.uttrekksdato.isoformat()}T00:00:00Z"
    ut.write(_hode(o, pakke, "dias-mets.xml", versjon, naa, METS))
    ut.write('<mets:fileSec><mets:fileGrp ID="fileGroup001" USE="FILES">\n<mets:fileGrp ID="fileGroup002">\n')
    for nummer, fil in enumerate(metadata):
        ut.write(filelement(fil, nummer))
    ut.write(f'</mets:fileGrp>\n<mets:fileGrp ID="fileGroup003" USE="ArchiveExtraction" VERSDATE="{uttrekksdato}">\n')
    while bit := innhold.read(1 << 16):
        ut.write(bit)
    ut.write(f"</mets:fileGrp>\n</mets:fileGrp></mets:fileSec>\n{_SLUTT}")


def beskrivelse(o: Opplysninger, pakke: str, versjon: str, naa: datetime, filer: list[Fil]) -> str:
    """Return <uuid>.xml, which stands beside the tar and describes it (submissionDescription)."""
    liste = "".join(filelement(fil, nummer) for nummer, fil in enumerate(filer))
    return (
        _hode(o, pakke, f"{pakke}.xml", versjon, naa, METS_BESKRIVELSE)
        + f'<mets:fileSec><mets:fileGrp ID="fileGroup001" USE="FILES">\n{liste}</mets:fileGrp></mets:fileSec>\n{_SLUTT}'
    )


def premis(pakke: str) -> str:
    """Return dias-premis.xml and log.xml, which have the same content: the package as one object."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<premis:premis xmlns:premis="{PREMIS}" xmlns:xsi="{XSI}" version="2.0">\n'
        '<premis:object xsi:type="premis:file">\n<premis:objectIdentifier>'
        "<premis:objectIdentifierType>NO/RA</premis:objectIdentifierType>"
        f"<premis:objectIdentifierValue>{pakke}</premis:objectIdentifierValue></premis:objectIdentifier>\n"
        "<premis:preservationLevel><premis:preservationLevelValue>full</premis:preservationLevelValue>"
        "</premis:preservationLevel>\n<premis:objectCharacteristics>"
        "<premis:compositionLevel>0</premis:compositionLevel><premis:format><premis:formatDesignation>"
        "<premis:formatName>tar</premis:formatName></premis:formatDesignation></premis:format>"
        "</premis:objectCharacteristics>\n</premis:object>\n</premis:premis>\n"
    )
