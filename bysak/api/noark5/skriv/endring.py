"""PUT and PATCH: what differs from what stands goes to the verb that may change it, a step of a status to its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bysak.api.noark5.feil import Feil
from bysak.api.noark5.form import KAN, PAALAGT, Ressurs
from bysak.api.noark5.skriv import oppslag, tillegg
from bysak.api.noark5.skriv.administrasjon import endre_bruker, endre_tilgang
from bysak.api.noark5.skriv.grupper import sett_grupper
from bysak.api.noark5.skriv.kolonner import SYSTEMETS, kolonner, sendt
from bysak.api.noark5.skriv.lesing import Innhold, les, ugyldig
from bysak.api.noark5.skriv.overstyring import eller_overstyrt, grunn
from bysak.api.noark5.skriv.poster import krev_algoritmen
from bysak.arkivstruktur import arkivadministrasjon, avslutning, journalfoering, klassifikasjon
from bysak.arkivstruktur.arkivdeler import avslutt_arkivdel
from bysak.arkivstruktur.arkivskapere import endre_arkivskaper
from bysak.arkivstruktur.avskrivning import rett_avskrivning
from bysak.arkivstruktur.dokument import ferdigstill
from bysak.arkivstruktur.dokumentknytning import endre_rolle
from bysak.arkivstruktur.dokumentlevering import endre_dokument, endre_dokumentobjekt
from bysak.arkivstruktur.ekspedering import ekspeder, ferdigstill_journalpost, godkjenn
from bysak.arkivstruktur.endring import endre_journalpost, endre_saksmappe
from bysak.arkivstruktur.korrespondanse import endre_korrespondansepart
from bysak.arkivstruktur.mapper import avslutt_mappe
from bysak.arkivstruktur.merknader import rett_merknad
from bysak.arkivstruktur.models import Journalpost, Mappe, Saksmappe
from bysak.arkivstruktur.omgjoering import omtyp, tilbakefoer
from bysak.arkivstruktur.parter import endre_part
from bysak.arkivstruktur.presedens import endre_presedens
from bysak.arkivstruktur.tilknytning import endre_identifikator
from bysak.arkivstruktur.vernelevering import rett_dokumentflyt
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.enheter import legg_ned_enhet, plasser_enhet
from bysak.organisasjon.models import AdministrativEnhet


@dataclass(frozen=True)
class Endre:
    """One thing to be changed. nytt: the columns that get another value."""

    ressurs: Ressurs
    rad: Any
    i: Innhold
    nytt: dict[str, Any]
    av: Aktoer

    def uten(self, *kolonner_: str) -> dict[str, Any]:
        """The changed columns but these."""
        return {n: v for n, v in self.nytt.items() if n not in kolonner_}

    def verdi(self, kolonne: str) -> Any:
        """What a column shall hold afterwards."""
        return self.nytt.get(kolonne, getattr(self.rad, kolonne))


def erstatt(ressurs: Ressurs, rad: Any, kropp: Mapping[str, Any], vist: Mapping[str, Any], *, av: Aktoer) -> None:
    """PUT: everything is said; what is left out is emptied, but not what the system gives (contract section 8).

    vist: the thing as a GET shows it; what is sent back as it was shown, stands.
    """
    innhold = les(ressurs, _forskjellen(kropp, vist), uendret=vist)
    for navn, felt in ressurs.felt.items():
        if felt.plikt == KAN and navn not in kropp and navn not in SYSTEMETS and felt.uttrykk is None:
            innhold.verdier[navn] = None
    _endre(ressurs, rad, innhold, av)


def _forskjellen(kropp: Mapping[str, Any], vist: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in kropp.items() if n not in vist or vist[n] != v}


def flett(ressurs: Ressurs, rad: Any, kropp: Mapping[str, Any], vist: Mapping[str, Any], *, av: Aktoer) -> None:
    """PATCH: JSON Merge Patch (RFC 7396); only what is said, and null empties. vist: as for `erstatt`."""
    innhold = les(ressurs, _forskjellen(kropp, vist), hel=False)
    tomme = [n for n, v in innhold.verdier.items() if v is None and ressurs.felt[n].plikt == PAALAGT]
    if tomme:
        raise ugyldig([(navn, f"{navn}: " + "må fylles ut og kan ikke tømmes.") for navn in tomme])
    _endre(ressurs, rad, innhold, av)


def _endre(ressurs: Ressurs, rad: Any, innhold: Innhold, av: Aktoer) -> None:
    nye = kolonner(ressurs, innhold)
    nytt = {n: v for n, v in nye.items() if getattr(rad, n) != v}
    nytt |= sendt(ressurs, innhold, getattr(rad, "tid_sendt", None))
    endre = ENDRES.get(ressurs.rot)
    if endre is None:
        raise Feil(409, f"{ressurs.navn} kan ikke endres når den er registrert.")
    gjoer = Endre(ressurs, rad, innhold, nytt, av)
    eller_overstyrt(lambda: endre(gjoer), av)
    sett_grupper(ressurs, rad, innhold, av)


def _arkivskaper(e: Endre) -> None:
    if e.nytt:
        endre_arkivskaper(
            e.rad, nummer=e.verdi("arkivskaper_id"), navn=e.verdi("arkivskaper_navn"), av=e.av,
            beskrivelse=e.verdi("beskrivelse"),
        )  # fmt: skip


def _arkiv(e: Endre) -> None:
    felt = e.uten("arkivstatus", "tittel", "beskrivelse")
    if felt or {"tittel", "beskrivelse"} & set(e.nytt):
        arkivadministrasjon.endre_arkiv(
            e.rad, tittel=e.verdi("tittel"), beskrivelse=e.verdi("beskrivelse"), forelder=e.rad.forelder, felt=felt,
            av=e.av,
        )  # fmt: skip
    if e.nytt.get("arkivstatus") == "A":
        arkivadministrasjon.avslutt_arkiv(e.rad, av=e.av)


def _arkivdel(e: Endre) -> None:
    egne = ("tittel", "beskrivelse", "dokumentmedium", "oppbevaringssted")
    slutt = e.nytt.get("arkivdelstatus") == "P"
    felt = e.uten(*egne, *(("arkivdelstatus",) if slutt else ()))
    if felt or set(egne) & set(e.nytt):
        arkivadministrasjon.endre_arkivdel(
            e.rad, **{n: e.verdi(n) for n in egne}, felt=felt, av=e.av,
            aapen_for_alle_moduler=e.rad.aapen_for_alle_moduler,
        )  # fmt: skip
    if slutt:
        avslutt_arkivdel(e.rad, av=e.av)


def _system(e: Endre) -> None:
    if e.nytt:
        felt = e.uten("tittel", "beskrivelse")
        klassifikasjon.endre_klassifikasjonssystem(
            e.rad, tittel=e.verdi("tittel"), beskrivelse=e.verdi("beskrivelse"), felt=felt, av=e.av
        )


def _klasse(e: Endre) -> None:
    if e.nytt:
        egne = ("tittel", "beskrivelse", "noekkelord")
        klassifikasjon.endre_klasse(e.rad, **{n: e.verdi(n) for n in egne}, felt=e.uten(*egne), av=e.av)


def _mappe(e: Endre) -> None:
    felt = e.uten("saksstatus")
    if isinstance(e.rad, Mappe) and e.rad.art == Mappe.Art.SAKSMAPPE:
        felt |= _ansvar(e)
    if felt:
        endre_saksmappe(e.rad, av=e.av, **felt)
    if "saksstatus" in e.nytt:
        _saksstatus(Saksmappe.objects.get(pk=e.rad.pk), e)
    elif e.i["avsluttetDato"] and e.rad.art == Mappe.Art.MAPPE and not e.rad.er_avsluttet:
        avslutt_mappe(e.rad, av=e.av)


def _ansvar(e: Endre) -> dict[str, Any]:
    enhet = oppslag.enhet(e.i, e.av)
    person = oppslag.person(e.i, "saksansvarlig", "referanseSaksansvarlig")
    ut = {"administrativ_enhet": enhet, "saksansvarlig": person}
    return {n: v for n, v in ut.items() if v is not None and v.pk != getattr(e.rad, f"{n}_id")}


def _saksstatus(sak: Saksmappe, e: Endre) -> None:
    steg: dict[str, Callable[[], Any]] = {
        "A": lambda: avslutning.avslutt_saksmappe(sak, av=e.av),
        "U": lambda: avslutning.sett_sak_utgaar(sak, grunn=grunn(), av=e.av),
        "B": lambda: avslutning.gjenaapne_saksmappe(sak, grunn=grunn(), av=e.av),
    }
    _ta_steget(steg, e.nytt["saksstatus"], "saksstatus")


def _ta_steget(steg: Mapping[str, Callable[[], Any]], til: str, navn: str) -> None:
    if til not in steg:
        raise ugyldig([(navn, f"{navn}: kan ikke settes til «{til}».")])
    steg[til]()


def _post(e: Endre) -> None:
    felt = e.uten("journalstatus", "journalposttype")
    if felt:
        endre_journalpost(e.rad, av=e.av, **felt)
    if e.nytt.get("journalposttype"):
        omtyp(Journalpost.objects.get(pk=e.rad.pk), type=e.nytt["journalposttype"], grunn=grunn(), av=e.av)
    if e.nytt.get("journalstatus"):
        _journalstatus(Journalpost.objects.get(pk=e.rad.pk), e)
    elif e.i["arkivertDato"] and not e.rad.arkivert_dato and not e.rad.journalstatus:
        journalfoering.arkiver(e.rad, av=e.av)


def _journalstatus(jp: Journalpost, e: Endre) -> None:
    til = e.nytt["journalstatus"]
    tilbake: Callable[[], Any] = lambda: tilbakefoer(jp, til=til, grunn=grunn(), av=e.av)  # noqa: E731
    steg: dict[str, Callable[[], Any]] = {
        "J": lambda: journalfoering.journalfoer(jp, av=e.av),
        "A": lambda: journalfoering.arkiver(jp, av=e.av),
        "U": lambda: journalfoering.sett_utgaar(jp, grunn=grunn(), av=e.av),
        "E": lambda: ekspeder(jp, av=e.av),
        "G": lambda: godkjenn(jp, av=e.av),
        "F": lambda: ferdigstill_journalpost(jp, av=e.av),
        **dict.fromkeys("MRS", tilbake),
    }
    if jp.journalstatus in ("J", "A", "E", "U") and til not in ("A", "U") and til != jp.journalstatus and til != "J":
        tilbake()
    else:
        _ta_steget(steg, til, "journalstatus")


def _dokument(e: Endre) -> None:
    felt = e.uten("dokumentstatus")
    if felt:
        endre_dokument(e.rad, felt=felt, av=e.av)
    if e.nytt.get("dokumentstatus"):
        _ta_steget({"F": lambda: ferdigstill(e.rad, av=e.av)}, e.nytt["dokumentstatus"], "dokumentstatus")
    rolle = e.i["tilknyttetRegistreringSom"]
    kobling = e.rad.koblinger.order_by("tilknyttet_dato", "system_id").first() if rolle else None
    if kobling is not None and kobling.tilknyttet_registrering_som != rolle:
        endre_rolle(kobling, som=rolle, av=e.av)


def _objekt(e: Endre) -> None:
    krev_algoritmen(e.i)
    if e.nytt:
        endre_dokumentobjekt(e.rad, felt=e.nytt, av=e.av)


def _merknad(e: Endre) -> None:
    if e.nytt:
        felt = e.uten("merknadstekst", "merknadstype")
        rett_merknad(e.rad, tekst=e.verdi("merknadstekst"), type=e.verdi("merknadstype"), felt=felt, av=e.av)


def _part(e: Endre) -> None:
    felt = _partfelt(e)
    if felt:
        endre_part(e.rad, av=e.av, **felt)


def _korrespondansepart(e: Endre) -> None:
    felt = _partfelt(e)
    if e.ressurs.navn == "korrespondansepartintern":
        enhet = oppslag.enhet(e.i, e.av, bare_navn=True)
        behandler = oppslag.person(e.i, "saksbehandler", "referanseSaksbehandler")
        ut = {"administrativ_enhet": enhet, "saksbehandler": behandler}
        felt |= {n: v for n, v in ut.items() if v is not None and v.pk != getattr(e.rad, f"{n}_id")}
        felt |= _forskjellige(e, {"som_sendt": _sendt(e, "administrativEnhet", "saksbehandler")})
    if felt:
        endre_korrespondansepart(e.rad, av=e.av, **felt)


def _partfelt(e: Endre) -> dict[str, Any]:
    alle = {n: v for n, v in e.nytt.items() if v is not None} | tillegg.adresse(e.i.verdier)
    sendt = {**_sendt(e, "forretningsadresse", "bostedsadresse"), **alle.get("som_sendt", {})}
    return _forskjellige(e, alle | {"som_sendt": sendt})


def _sendt(e: Endre, *navn: str) -> dict[str, Any]:
    """What is kept as it was sent, with these as they are said now; the rest of it stands."""
    sagt = {n: e.i[n] for n in navn if n in e.i}
    return {n: v for n, v in {**e.rad.som_sendt, **sagt}.items() if v}


def _forskjellige(e: Endre, felt: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in felt.items() if getattr(e.rad, n) != v}


def _identifikator(e: Endre) -> None:
    nummer = e.i["foedselsnummer"] or e.i["dNummer"]
    felt = e.nytt | ({"person_id": nummer} if nummer else {})
    if felt:
        endre_identifikator(e.rad, av=e.av, levert=True, **felt)


def _presedens(e: Endre) -> None:
    if e.nytt:
        endre_presedens(e.rad, felt=e.nytt, av=e.av)


def _avskrivning(e: Endre) -> None:
    if e.nytt:
        rett_avskrivning(e.rad, felt=e.nytt, av=e.av)


def _flyt(e: Endre) -> None:
    if e.nytt:
        rett_dokumentflyt(e.rad, felt=e.nytt, av=e.av)


def _enhet(e: Endre) -> None:
    """The name never changes: a new unit is made, and the old one closed (contract section 15)."""
    over = e.i["referanseOverordnetEnhet"]
    if "referanseOverordnetEnhet" in e.i and over != e.rad.overordnet_id:
        plasser_enhet(e.rad, overordnet=AdministrativEnhet.objects.get(pk=over) if over else None, av=e.av)
    if e.i["avsluttetDato"] and not e.rad.avsluttet_dato:
        legg_ned_enhet(e.rad, av=e.av)
    if {"navn", "kortnavn"} & set(e.nytt):
        raise Feil(409, "Navnet på en enhet endres aldri. Opprett en ny enhet, og avslutt den gamle.")


ENDRES: dict[str, Callable[[Endre], None]] = {
    "arkivskaper": _arkivskaper,
    "arkiv": _arkiv,
    "arkivdel": _arkivdel,
    "klassifikasjonssystem": _system,
    "klasse": _klasse,
    "mappe": _mappe,
    "registrering": _post,
    "dokumentbeskrivelse": _dokument,
    "dokumentobjekt": _objekt,
    "merknad": _merknad,
    "part": _part,
    "korrespondansepart": _korrespondansepart,
    "nasjonalidentifikator": _identifikator,
    "presedens": _presedens,
    "avskrivning": _avskrivning,
    "dokumentflyt": _flyt,
    "administrativenhet": _enhet,
    "bruker": lambda e: endre_bruker(e.rad, e.i, e.nytt, e.av),
    "tilgang": lambda e: endre_tilgang(e.rad, e.i, e.av),
}
