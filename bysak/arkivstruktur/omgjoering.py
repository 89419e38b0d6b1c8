"""Steps back: a wrong status, a wrong type, a registration that should not be; until the public has been shown it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bysak.arkivstruktur.avskrivning import er_restanse
from bysak.arkivstruktur.koder import EGENPRODUSERT, ENDELIGE, Journalposttype, Journalstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.models import Avskrivning, Journalpost, Registrering
from bysak.arkivstruktur.opprettelse import KREVER
from bysak.kjerne.arbeid import Aktoer, begrunn
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import er_blank
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

# Steps back: only with a reason, never past what the public has been shown (standard section 3.2, «statusreversering»).
TILBAKE: dict[str, frozenset[str]] = {
    "F": frozenset("RS"),
    "G": frozenset("F"),
    "E": frozenset("F"),
    "J": frozenset("MF"),
    "A": frozenset("J"),
    "U": frozenset("MFJ"),
}
UTKAST = (
    Journalstatus.MIDLERTIDIG,
    Journalstatus.SAKSBEHANDLER,
    Journalstatus.RESERVERT,
    Journalstatus.FERDIGSTILT,
    Journalstatus.GODKJENT,
)


def er_publisert(jp: Registrering) -> bool:
    """Has the public been shown this entry? Also when the line was withdrawn later.

    The pointer back is the journal's own, declared above this package.
    """
    return bool(jp.publiserte.exists())


def hindre_for_tilbakefoering(jp: Journalpost, til: str, grunn: str) -> Iterator[Hinder]:
    """What stops a step back: no reason, no such step, a closed case, a draft of what is out, an answer that counts."""
    if er_blank(grunn):
        yield Hinder("tilbake.uten_grunn", _("Skriv hvorfor statusen føres tilbake."), jp, felt="grunn")
    if til not in TILBAKE.get(jp.journalstatus, frozenset()) or til not in _maal(jp):
        yield Hinder("tilbake.status", _("Statusen kan ikke føres tilbake dit."), jp, felt="status")
        return
    if jp.mappe.er_avsluttet:
        yield Hinder("tilbake.sak_avsluttet", _("Saken er avsluttet. Gjenåpne den først."), jp.mappe)
    if til in UTKAST and er_publisert(jp):
        yield Hinder(
            "tilbake.publisert",
            _("Journalposten er publisert. Rett den, eller sett den til utgår; journalen viser da det."),
            jp,
        )
    if til in UTKAST and Avskrivning.objects.filter(besvart_av_id=jp.pk).exists():
        yield Hinder("tilbake.svar", _("Den er svar på et annet brev. Opphev avskrivningen først."), jp)
    if til in UTKAST and jp.avskrivninger.exists():
        yield Hinder("tilbake.avskrevet", _("Den er avskrevet. Opphev avskrivningen først."), jp)


def _maal(jp: Journalpost) -> tuple[Journalstatus, ...]:
    """Where a step back can end: a draft of the entry's own kind, or the journal when it has been there."""
    utkast = (
        (Journalstatus.FERDIGSTILT, Journalstatus.RESERVERT, Journalstatus.SAKSBEHANDLER)
        if jp.journalposttype in EGENPRODUSERT
        else (Journalstatus.MIDLERTIDIG, Journalstatus.SAKSBEHANDLER)
    )
    return (*utkast, Journalstatus.JOURNALFOERT) if jp.journaldato else utkast


def tilbakefoer(jp: Journalpost, *, til: str, grunn: str, av: Aktoer) -> Journalpost:
    """Take a status back, with the reason in the log (noark5-regler § 3). An archived entry asks for more.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.KVALITETSSIKRE if jp.arkivert_dato else Rett.JOURNALFOERE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_tilbakefoering(jp, til, grunn))
    begrunn(grunn)
    jp.journalstatus = til
    jp.arkivert_dato, jp.arkivert_av = None, ""
    if til in UTKAST:
        jp.journaldato = None
    jp.restanse = er_restanse(jp)
    jp.save(update_fields=["journalstatus", "arkivert_dato", "arkivert_av", "journaldato", "restanse"])
    return jp


def angre(jp: Journalpost, *, grunn: str, av: Aktoer) -> Journalpost:
    """Undo journalføring or dispatch while nobody outside has seen it: the entry is a draft again, with its number.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.JOURNALFOERE)
    egen = jp.journalposttype in EGENPRODUSERT
    return tilbakefoer(jp, til=Journalstatus.FERDIGSTILT if egen else Journalstatus.MIDLERTIDIG, grunn=grunn, av=av)


# What a party becomes when the letter turns out to go the other way.
_MOTSATT = {
    Parttype.AVSENDER: Parttype.MOTTAKER,
    Parttype.MOTTAKER: Parttype.AVSENDER,
    Parttype.INTERN_AVSENDER: Parttype.INTERN_MOTTAKER,
    Parttype.INTERN_MOTTAKER: Parttype.INTERN_AVSENDER,
}
_INN, _UT = Journalposttype.INNGAAENDE, Journalposttype.UTGAAENDE


def hindre_for_omtyping(jp: Journalpost, type: str, grunn: str) -> Iterator[Hinder]:
    """What stops a new type: no reason, the same type, a locked entry, links that the new type cannot have."""
    if er_blank(grunn):
        yield Hinder("type.uten_grunn", _("Skriv hvorfor typen er feil."), jp, felt="grunn")
    if type not in Journalposttype.values:
        yield Hinder("type.ukjent", _("Velg journalposttype."), jp, felt="type")
        return
    if type == jp.journalposttype:
        yield Hinder("type.samme", _("Journalposten har alt denne typen."), jp, felt="type")
    if jp.arkivert_dato or (jp.journalposttype in EGENPRODUSERT and jp.journalstatus in ENDELIGE):
        yield Hinder("type.laast", _("Typen er låst. Før statusen tilbake først, eller sett posten til utgår."), jp)
    if jp.mappe.er_avsluttet:
        yield Hinder("type.sak_avsluttet", _("Saken er avsluttet. Gjenåpne den først."), jp.mappe)
    if jp.journalstatus == Journalstatus.UTGAAR:
        yield Hinder("type.utgaar", _("Journalposten er utgått."), jp)
    if jp.avskrivninger.exists() or Avskrivning.objects.filter(besvart_av_id=jp.pk).exists():
        yield Hinder("type.avskrivning", _("Den er avskrevet eller svar på et brev. Opphev avskrivningen først."), jp)
    nye = set(_nye_typer(jp, type).values())
    for kode, navn in KREVER.get(type, ()):  # type: ignore[call-overload]
        if kode not in nye:
            yield Hinder(
                "type.uten_part", _("%(hvem)s mangler. Legg den til først.") % {"hvem": navn}, jp, felt="parter"
            )


def _nye_typer(jp: Journalpost, type: str) -> dict[object, str]:
    """Each party's type after the change: turned when the direction turns, moved in or out of the house with it."""
    snur = (jp.journalposttype == _INN) != (type == _INN)
    ute = type in (_INN, _UT)
    svar: dict[object, str] = {}
    for p in jp.korrespondanseparter.all():
        kode = str(p.korrespondanseparttype)
        if snur and {jp.journalposttype, type} <= {_INN, _UT}:
            kode = _MOTSATT.get(kode, kode)  # type: ignore[call-overload]
        elif not ute:
            kode = {Parttype.AVSENDER: Parttype.INTERN_AVSENDER, Parttype.MOTTAKER: Parttype.INTERN_MOTTAKER}.get(
                kode,
                kode,  # type: ignore[call-overload]
            )
        elif jp.journalposttype not in (_INN, _UT):
            ytre = Parttype.AVSENDER if type == _INN else Parttype.MOTTAKER
            kode = ytre if kode == (Parttype.INTERN_AVSENDER if type == _INN else Parttype.INTERN_MOTTAKER) else kode
        svar[p.pk] = kode
    return svar


def omtyp(jp: Journalpost, *, type: str, grunn: str, av: Aktoer) -> Journalpost:
    """Correct a wrong type (I, U, N, X, S) while it is not locked; sender and recipient turn with it.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.JOURNALFOERE, Rett.REGISTRERE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_omtyping(jp, type, grunn))
    begrunn(grunn)
    nye = _nye_typer(jp, type)
    for p in jp.korrespondanseparter.all():
        if p.korrespondanseparttype != nye[p.pk]:
            p.korrespondanseparttype = nye[p.pk]
            p.save(update_fields=["korrespondanseparttype"])
    var_inn, jp.journalposttype = jp.journalposttype == _INN, type
    jp.restanse = er_restanse(jp)
    if jp.journalstatus not in ENDELIGE and var_inn != (type == _INN):
        jp.journalstatus = Journalstatus.MIDLERTIDIG if type == _INN else Journalstatus.SAKSBEHANDLER
    jp.save(update_fields=["journalposttype", "restanse", "journalstatus"])
    return jp
