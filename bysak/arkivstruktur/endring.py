"""Changing what is registered: all of a draft, and afterwards the rest (krav 3.2.15, 3.2.25, 3.2.26)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from bysak.arkivstruktur.frysing import hindre_for_felt, ingen_som_staar
from bysak.arkivstruktur.koder import ENDELIGE, Dokumentmedium
from bysak.arkivstruktur.laasing import laas_enhet, laas_post
from bysak.arkivstruktur.models import Mappe, Registrering
from bysak.arkivstruktur.opprettelse import AAR_FOERST, TITTEL_MAKS
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import OSLO, i_dag
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

E = TypeVar("E", bound=Mappe | Registrering)
M = TypeVar("M", bound=Mappe)
R = TypeVar("R", bound=Registrering)
TEKST_MAKS = 20_000
SAKSFELT = frozenset(
    {"tittel", "offentlig_tittel", "beskrivelse", "saksdato", "administrativ_enhet", "saksansvarlig", "dokumentmedium"}
    | {"oppbevaringssted", "journalenhet", "noekkelord", "utlaant_dato", "utlaant_til", "tid_sendt"}
    | {"virksomhetsspesifikke_metadata"}
)
PAAKREVD = frozenset({"saksdato", "administrativ_enhet", "saksansvarlig"})
POSTFELT = frozenset(
    {"tittel", "beskrivelse", "dokumentets_dato", "mottatt_dato", "sendt_dato", "forfallsdato", "dokumentmedium"}
    | {"oppbevaringssted", "journalenhet", "forfatter", "antall_vedlegg", "offentlig_tittel", "noekkelord"}
    | {"utlaant_dato", "utlaant_til", "tid_sendt", "virksomhetsspesifikke_metadata", "journaldato"}
    | {"offentlighetsvurdert_dato"}
)


def hindre_for_datoer(sak: Mappe | None, **datoer: date | None) -> Iterator[Hinder]:
    """Dates that cannot be: in the future, before archives were kept, received before it was written.

    sak: not looked at for the document's own date; an old letter may well belong to a new case.
    """
    for navn, dag in datoer.items():
        if dag is None:
            continue
        if dag.year < AAR_FOERST:
            yield Hinder("dato.umulig", _("Datoen er for langt tilbake. Rett årstallet."), felt=navn)
        elif dag > i_dag() and navn != "forfallsdato":
            yield Hinder("dato.fram", _("Datoen er fram i tid. Rett datoen, eller la den stå tom."), felt=navn)
        elif navn == "forfallsdato" and dag.year > i_dag().year + 50:
            yield Hinder("dato.fjern", _("Fristen er mer enn femti år fram i tid. Rett årstallet."), felt=navn)
    mottatt, skrevet = datoer.get("mottatt_dato"), datoer.get("dokumentets_dato")
    if mottatt and skrevet and mottatt < skrevet <= i_dag():
        yield Hinder("dato.mottatt_foer", _("Brevet kan ikke være mottatt før det ble skrevet."), felt="mottatt_dato")
    frist = datoer.get("forfallsdato")
    if frist and sak is not None and sak.saksdato and frist < sak.saksdato:
        yield Hinder("dato.foer_saken", _("Fristen er før saken ble opprettet. Rett datoen."), felt="forfallsdato")


def _dag(verdi: date | datetime | None) -> date | None:
    return verdi.astimezone(OSLO).date() if isinstance(verdi, datetime) else verdi


def hindre_for_endring(
    objekt: Mappe | Registrering, felt: dict[str, Any], versjon: int | None = None
) -> Iterator[Hinder]:
    """What stops a change: somebody was first, a locked column, an empty or endless title, dates that cannot be.

    versjon: the one that the person looked at; another has been there meanwhile when it is not the present one.
    """
    if versjon is not None and versjon != objekt.versjon:
        yield Hinder(
            "endre.samtidig",
            _("%(hvem)s endret dette mens du skrev. Se på endringen, og lagre igjen.") % {"hvem": objekt.endret_av},
            objekt,
        )
    lov = SAKSFELT if isinstance(objekt, Mappe) else POSTFELT
    for ukjent in sorted(set(felt) - lov):
        yield Hinder("endre.felt", _("«%(felt)s» endres ikke her.") % {"felt": ukjent}, objekt)
        return
    yield from hindre_for_felt(objekt, felt)
    for navn in sorted(PAAKREVD & set(felt)):
        if felt[navn] is None and isinstance(objekt, Mappe) and objekt.art == Mappe.Art.SAKSMAPPE:
            yield Hinder("endre.mangler", _("Dette må fylles ut: en sak kan ikke være uten."), objekt, felt=navn)
    if felt.get("dokumentmedium", "") not in ("", *Dokumentmedium.values):
        yield Hinder("endre.medium", _("Velg papir, elektronisk eller blandet."), objekt, felt="dokumentmedium")
    if "tittel" in felt and not rens(str(felt["tittel"])):
        yield Hinder("endre.uten_tittel", _("Tittel mangler. Skriv hva det gjelder."), objekt, felt="tittel")
    for navn, verdi in felt.items():
        maks = TITTEL_MAKS if "tittel" in navn else TEKST_MAKS
        if isinstance(verdi, str) and len(rens(verdi)) > maks:
            yield Hinder(
                "endre.langt",
                _("Teksten er på %(n)s tegn. Kort den ned til %(maks)s.") % {"n": len(rens(verdi)), "maks": maks},
                objekt, felt=navn,
            )  # fmt: skip
    navn_paa_datoer = {"saksdato", "dokumentets_dato", "mottatt_dato", "sendt_dato", "forfallsdato"}
    datoer = {n: _dag(felt.get(n, getattr(objekt, n, None))) for n in navn_paa_datoer if set(felt) & navn_paa_datoer}
    yield from hindre_for_datoer(objekt if isinstance(objekt, Mappe) else objekt.mappe, **datoer)


def endre_saksmappe(sak: M, *, av: Aktoer, versjon: int | None = None, **felt: Any) -> M:
    """Change a case, or a plain mappe. What is locked is said with the reason.

    The rest of a closed case is the archive's (krav 3.2.10).
    Raises `Hindret` or `PermissionDenied`.
    """
    sak = laas(sak)
    krev(av, Rett.JOURNALFOERE) if sak.er_avsluttet else krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    krev_innsyn(av, sak)
    ingen_som_staar(hindre_for_endring(sak, felt, versjon), av)
    if "tittel" in felt and "offentlig_tittel" not in felt and not sak.skjermede_ord:
        felt["offentlig_tittel"] = rens(felt["tittel"])
    return _lagret(sak, felt)


def endre_journalpost(jp: R, *, av: Aktoer, versjon: int | None = None, **felt: Any) -> R:
    """Change an entry, a note or a plain registrering: all of a draft, the rest afterwards (krav 3.2.15, 3.2.25).

    A changed title makes the assessment old, and the journal's gate holds the line until it is assessed again; what is
    out already comes as a corrected version. A screened title is taken back to nothing shown until then.
    Raises `Hindret` or `PermissionDenied`.
    """
    jp = laas_post(jp)
    if jp.journalstatus in ENDELIGE:
        krev(av, Rett.JOURNALFOERE)
    else:
        krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    krev_innsyn(av, jp)
    ingen_som_staar(hindre_for_endring(jp, felt, versjon), av)
    if "tittel" in felt and rens(felt["tittel"]) != jp.tittel and "offentlig_tittel" not in felt:
        # The words that were hidden are counted in the old title: in the new one they would be others.
        felt["offentlig_tittel"] = "*****" if jp.skjermede_ord else rens(felt["tittel"])
        if jp.skjermede_ord:
            felt["skjermede_ord"] = list(range(len(rens(felt["tittel"]).split())))
    return _lagret(jp, felt)


def _lagret(objekt: E, felt: dict[str, Any]) -> E:
    for navn, verdi in felt.items():
        setattr(objekt, navn, rens(verdi) if isinstance(verdi, str) and navn != "beskrivelse" else verdi)
    objekt.save(update_fields=list(felt))
    return objekt


def hindre_for_utlaan(objekt: Mappe | Registrering, til: str) -> Iterator[Hinder]:
    """What stops a loan: nothing on paper, nobody to lend to, lent already (M106, M309)."""
    if objekt.dokumentmedium == "E":
        yield Hinder("utlaan.elektronisk", _("Bare det som finnes på papir, kan lånes ut."), objekt)
    if not rens(til):
        yield Hinder("utlaan.uten_laaner", _("Skriv hvem som låner."), objekt, felt="utlaant_til")
    if objekt.utlaant_til:
        yield Hinder("utlaan.ute", _("Den er alt utlånt til %(hvem)s.") % {"hvem": objekt.utlaant_til}, objekt)


def laan_ut(objekt: E, *, til: str, av: Aktoer, dato: date | None = None) -> E:
    """Lend a paper case or entry; also when it is closed or archived (M106, M309). Raises `Hindret`."""
    krev(av, Rett.JOURNALFOERE)
    objekt = laas_enhet(objekt)
    krev_innsyn(av, objekt)
    ingen([*hindre_for_utlaan(objekt, til), *hindre_for_datoer(None, utlaant_dato=dato)])
    objekt.utlaant_til, objekt.utlaant_dato = rens(til)[:200], dato or i_dag()
    objekt.save(update_fields=["utlaant_til", "utlaant_dato"])
    return objekt


def lever_tilbake(objekt: E, *, av: Aktoer) -> E:
    """The paper is back: who had it and when stays in the log."""
    krev(av, Rett.JOURNALFOERE)
    objekt = laas_enhet(objekt)
    objekt.utlaant_til, objekt.utlaant_dato = "", None
    objekt.save(update_fields=["utlaant_til", "utlaant_dato"])
    return objekt
