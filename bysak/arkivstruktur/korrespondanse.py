"""Senders and recipients of an entry: added, changed and taken away until they are locked (krav 3.2.23-3.2.26)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.frysing import ingen_som_staar
from bysak.arkivstruktur.koder import EGENPRODUSERT, ENDELIGE
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.models import Korrespondansepart, Registrering
from bysak.arkivstruktur.opprettelse import KREVER, NyPart, ny_korrespondansepart
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.tilgang import Rett, gyldige_roller, krev, krev_innsyn

NAVN_MAKS = 300
FELT = frozenset(
    {"korrespondanseparttype", "navn", "er_person", "epostadresse", "postadresse", "postnummer", "poststed", "land"}
    | {"telefonnummer", "kontaktperson", "administrativ_enhet", "saksbehandler", "person_id", "organisasjons_id"}
    | {"virksomhetsspesifikke_metadata", "som_sendt"}
)
LAASBARE = frozenset({"navn", "korrespondanseparttype", "administrativ_enhet", "saksbehandler"})


def er_laast(jp: Registrering) -> bool:
    """Are the parties locked? As `koder` says it to the database (krav 3.2.23, 3.2.24)."""
    return bool(jp.arkivert_dato) or (jp.journalposttype in EGENPRODUSERT and jp.journalstatus in ENDELIGE)


def hindre_for_korrespondansepart(jp: Registrering, felt: dict[str, Any]) -> Iterator[Hinder]:
    """What stops a sender or recipient: locked, no name, a type that is none, a handler without a role here."""
    if er_laast(jp) and set(felt) & LAASBARE:
        yield Hinder("kpart.laast", _("Partene er låst fordi journalposten er ekspedert eller arkivert."), jp)
    for ukjent in sorted(set(felt) - FELT):
        yield Hinder("kpart.felt", _("«%(felt)s» endres ikke her.") % {"felt": ukjent}, jp)
    if "navn" in felt and not 0 < len(rens(str(felt["navn"]))) <= NAVN_MAKS:
        yield Hinder("kpart.navn", _("Skriv navnet med høyst %(n)s tegn.") % {"n": NAVN_MAKS}, jp, felt="navn")
    if felt.get("korrespondanseparttype", Parttype.AVSENDER) not in Parttype.values:
        yield Hinder("kpart.type", _("Velg om parten er avsender eller mottaker."), jp, felt="type")
    behandler = felt.get("saksbehandler")
    if behandler is not None and not gyldige_roller(behandler).exists():
        yield Hinder(
            "kpart.uten_rolle", _("%(navn)s har ingen rolle her nå. Velg en annen.") % {"navn": behandler.navn},
            behandler, felt="saksbehandler",
        )  # fmt: skip


def legg_til_korrespondansepart(
    jp: Registrering, *, part: NyPart, av: Aktoer, felt: Mapping[str, Any] | None = None
) -> Korrespondansepart:
    """Add a sender or a recipient. felt: other columns, such as an address. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    jp = _holdt(jp, av)
    om = {"navn": part.navn, "korrespondanseparttype": part.type, "saksbehandler": part.saksbehandler}
    ingen_som_staar(hindre_for_korrespondansepart(jp, om), av)
    rad = ny_korrespondansepart(jp, part)
    for navn, verdi in (felt or {}).items():
        setattr(rad, navn, verdi)
    rad.save(force_insert=True)
    return rad


def endre_korrespondansepart(part: Korrespondansepart, *, av: Aktoer, **felt: Any) -> Korrespondansepart:
    """Change what is known about one; an address may be corrected after the names are locked. Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    jp = _holdt(Registrering.objects.get(pk=part.registrering_id), av)
    part = laas(part)
    ingen_som_staar(hindre_for_korrespondansepart(jp, felt), av)
    for navn, verdi in felt.items():
        setattr(part, navn, rens(verdi) if isinstance(verdi, str) else verdi)
    part.save(update_fields=list(felt))
    return part


def hindre_for_fjerning(part: Korrespondansepart) -> Iterator[Hinder]:
    """What stops taking one away: locked, the last of those the type needs, one who has written the note off."""
    jp = Registrering.objects.get(pk=part.registrering_id)
    if er_laast(jp):
        yield Hinder("kpart.laast", _("Partene er låst fordi journalposten er ekspedert eller arkivert."), jp)
    for kode, navn in KREVER.get(jp.journalposttype, ()):  # type: ignore[call-overload]
        andre = jp.korrespondanseparter.filter(korrespondanseparttype=kode).exclude(pk=part.pk)
        if part.korrespondanseparttype == kode and not andre.exists():
            yield Hinder("kpart.siste", _("%(hvem)s må stå. Legg til en annen først.") % {"hvem": navn}, part)
    if part.avskrivninger.exists():
        yield Hinder("kpart.avskrevet", _("Mottakeren har avskrevet notatet. Opphev avskrivningen først."), part)


def fjern_korrespondansepart(part: Korrespondansepart, *, av: Aktoer) -> None:
    """Take away one that was registered by mistake; the log keeps it. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    _holdt(Registrering.objects.get(pk=part.registrering_id), av)
    part = laas(part)
    ingen_som_staar(hindre_for_fjerning(part), av)
    part.delete()


def _holdt(jp: Registrering, av: Aktoer) -> Registrering:
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    return jp
