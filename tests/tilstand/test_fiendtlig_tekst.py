"""Every text that a verb takes, tried with the worst there is: cleaned and kept, or a sentence says what to do."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from bysak.arkivstruktur import arkivadministrasjon as adm
from bysak.arkivstruktur import endring, flytting, journalfoering, klassifikasjon, merknader, omgjoering, parter
from bysak.arkivstruktur.arkivnotat import opprett_arkivnotat
from bysak.arkivstruktur.avslutning import avslutt_saksmappe, gjenaapne_saksmappe, sett_sak_utgaar
from bysak.arkivstruktur.korrespondanse import endre_korrespondansepart, legg_til_korrespondansepart
from bysak.arkivstruktur.models import Arkiv, Arkivdel, Journalpost, Klasse, Klassifikasjonssystem
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost
from bysak.arkivstruktur.presedens import ny_hjemmel, opprett_presedens
from bysak.arkivstruktur.reservasjon import slett_journalpost
from bysak.arkivstruktur.skjerming import skjerm_registrering
from bysak.arkivstruktur.soek import forslag, oversikt, soek, utdrag
from bysak.arkivstruktur.tilknytning import legg_til_identifikator, sett_noekkelord
from bysak.arkivstruktur.tittelskjerming import skjerm_flere_ord, skjerm_sakstittel
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.models import Endring
from bysak.organisasjon.enheter import opprett_enhet
from bysak.organisasjon.models import AdministrativEnhet
from bysak.organisasjon.roller import tildel_rolle
from bysak.saksbehandling.flyt import send_paa_flyt
from bysak.saksbehandling.fordeling import fordel
from bysak.saksbehandling.lagretsoek import lagre_soek
from bysak.saksbehandling.overlevering import overlever
from tests.saker import en_fil, en_sak, et_brev
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db

TEKSTER = {
    "nul": "a\0b", "bare_nul": "\0", "enslig_surrogat": "a\ud800b", "baklengs": "faktura\u202efdp.exe",
    "usynlig": "\u200b\u200d\ufeff", "ikke_tegn": "a\ufffeb\uffffc", "tom": "", "blank": " \t\n\u2800 ",
    "lang": "x" * 10_000, "lang_med_merker": "e\u0301" * 6_000, "emoji": "👩‍👩‍👧‍👦 søknad 🏳️‍🌈",
    "styretegn": "a\x07\x1b[31mb",
    "sql": "'; drop table arkivstruktur_mappe; --", "html": "<script>alert(1)</script>", "linjer": "en\r\nto\u2028tre",
}  # fmt: skip
FORBUDT = {"\0", "\u202e", "\ufeff", "\ufffe", "\uffff", "\x07", "\x1b"}
Verb = Callable[[Aktoer, Any, Any, str], object]
GRUNNER: dict[str, Verb] = {
    "utgaar": lambda a, s, jp, t: journalfoering.sett_utgaar(jp, grunn=t, av=a),
    "angre": lambda a, s, jp, t: omgjoering.angre(journalfoering.journalfoer(jp, av=a), grunn=t, av=a),
    "omtyp": lambda a, s, jp, t: omgjoering.omtyp(jp, type="U", grunn=t, av=a),
    "slett": lambda a, s, jp, t: slett_journalpost(jp, grunn=t, av=a),
    "sak_utgaar": lambda a, s, jp, t: sett_sak_utgaar(en_sak(a), grunn=t, av=a),
    "gjenaapne": lambda a, s, jp, t: gjenaapne_saksmappe(avslutt_saksmappe(en_sak(a), av=a), grunn=t, av=a),
    "flytt": lambda a, s, jp, t: flytting.flytt([jp], til=en_sak(a), grunn=t, av=a),
    "del_sak": lambda a, s, jp, t: flytting.del_sak(s, poster=[jp], tittel=t, grunn="to saker", av=a),
}
ARKIVET: dict[str, Verb] = GRUNNER | {
    "sakstittel": lambda a, s, jp, t: en_sak(a, tittel=t),
    "tittel": lambda a, s, jp, t: et_brev(s, a, tittel=t),
    "avsender": lambda a, s, jp, t: opprett_journalpost(s, type="I", tittel="x", parter=[NyPart("EA", t)], av=a),
    "epost": lambda a, s, jp, t: opprett_journalpost(
        s, type="I", tittel="x", parter=[NyPart("EA", "Ebba", epostadresse=t)], av=a
    ),
    "type": lambda a, s, jp, t: opprett_journalpost(s, type=t, tittel="x", parter=[NyPart("EA", "Ebba")], av=a),
    "filtittel": lambda a, s, jp, t: en_fil(jp, a, tittel=t),
    "filnavn": lambda a, s, jp, t: en_fil(jp, a, filnavn=t),
    "mime": lambda a, s, jp, t: en_fil(jp, a, mime=t),
    "format": lambda a, s, jp, t: en_fil(jp, a, format=t),
    "dokumenttype": lambda a, s, jp, t: en_fil(jp, a, dokumenttype=t),
    "notat": lambda a, s, jp, t: opprett_arkivnotat(s, tittel=t, av=a),
    "notat_beskrivelse": lambda a, s, jp, t: opprett_arkivnotat(s, tittel="x", beskrivelse=t, av=a),
    "notat_forfatter": lambda a, s, jp, t: opprett_arkivnotat(s, tittel="x", forfatter=[t], av=a),
    "merknad": lambda a, s, jp, t: merknader.ny_merknad(jp, tekst=t, av=a),
    "merknadstype": lambda a, s, jp, t: merknader.ny_merknad(jp, tekst="x", type=t, av=a),
    "partnavn": lambda a, s, jp, t: parter.ny_part(s, navn=t, rolle="KLI", av=a),
    "partrolle": lambda a, s, jp, t: parter.ny_part(s, navn="Ebba", rolle=t, av=a),
    "part_telefon": lambda a, s, jp, t: parter.ny_part(s, navn="Ebba", rolle="KLI", telefonnummer=[t], av=a),
    "part_poststed": lambda a, s, jp, t: parter.ny_part(s, navn="Ebba", rolle="KLI", poststed=t, av=a),
    "part_land": lambda a, s, jp, t: parter.ny_part(s, navn="Ebba", rolle="KLI", land=t, av=a),
    "part_person": lambda a, s, jp, t: parter.ny_part(s, navn="Ebba", rolle="KLI", person_id=t, av=a),
    "mottaker": lambda a, s, jp, t: legg_til_korrespondansepart(jp, part=NyPart("EK", t), av=a),
    "mottaker_epost": lambda a, s, jp, t: _endre_mottaker(jp, epostadresse=t, av=a),
    "mottaker_postnr": lambda a, s, jp, t: _endre_mottaker(jp, postnummer=t, av=a),
    "mottaker_land": lambda a, s, jp, t: _endre_mottaker(jp, land=t, av=a),
    "mottaker_kontakt": lambda a, s, jp, t: _endre_mottaker(jp, kontaktperson=t, av=a),
    "presedens": lambda a, s, jp, t: opprett_presedens(s, tittel=t, dato=date(2025, 1, 1), rettskildefaktor="x", av=a),
    "rettskilde": lambda a, s, jp, t: opprett_presedens(s, tittel="x", dato=date(2025, 1, 1), rettskildefaktor=t, av=a),
    "pres_hjemmel": lambda a, s, jp, t: opprett_presedens(
        s, tittel="x", dato=date(2025, 1, 1), rettskildefaktor="x", hjemmel=t, av=a
    ),
    "pres_beskrivelse": lambda a, s, jp, t: opprett_presedens(
        s, tittel="x", dato=date(2025, 1, 1), rettskildefaktor="x", beskrivelse=t, av=a
    ),
    "ny_hjemmel": lambda a, s, jp, t: ny_hjemmel(t, av=a),
    "fordel_merknad": lambda a, s, jp, t: fordel(
        jp, enhet=AdministrativEnhet.objects.all()[0], saksbehandler=bruker("ola"), merknad=t, av=a
    ),
    "endre_tittel": lambda a, s, jp, t: endring.endre_journalpost(jp, av=a, tittel=t),
    "endre_beskrivelse": lambda a, s, jp, t: endring.endre_journalpost(jp, av=a, beskrivelse=t),
    "endre_sted": lambda a, s, jp, t: endring.endre_journalpost(jp, av=a, oppbevaringssted=[t]),
    "endre_medium": lambda a, s, jp, t: endring.endre_journalpost(jp, av=a, dokumentmedium=t),
    "endre_forfatter": lambda a, s, jp, t: endring.endre_journalpost(jp, av=a, forfatter=[t]),
    "endre_journalenhet": lambda a, s, jp, t: endring.endre_saksmappe(s, av=a, journalenhet=t),
    "endre_sakstittel": lambda a, s, jp, t: endring.endre_saksmappe(s, av=a, tittel=t),
    "endre_offentlig": lambda a, s, jp, t: endring.endre_saksmappe(s, av=a, offentlig_tittel=t),
    "noekkelord": lambda a, s, jp, t: sett_noekkelord(s, ord_=[t], av=a),
    "identifikator": lambda a, s, jp, t: legg_til_identifikator(s, art="planident", planidentifikasjon=t, av=a),
    "identifikatorart": lambda a, s, jp, t: legg_til_identifikator(s, art=t, av=a),
    "flere_ord": lambda a, s, jp, t: skjerm_flere_ord(
        jp, ordnumre={0}, offentlig_tittel="*****", hjemmel=t, av=a
    ),
    "flere_ord_tittel": lambda a, s, jp, t: skjerm_flere_ord(
        jp, ordnumre={0}, offentlig_tittel=t, hjemmel="Offl § 13", av=a
    ),
    "skjerm_sakstittel": lambda a, s, jp, t: skjerm_sakstittel(
        s, ordnumre={0}, offentlig_tittel=t, hjemmel=t, av=a
    ),
    "soek": lambda a, s, jp, t: (soek(t, av=a), oversikt(t, av=a), forslag(t, av=a), utdrag(t, soek(t, av=a), av=a)),
    "lagre_soek": lambda a, s, jp, t: lagre_soek(t, navn=t, av=a),
}  # fmt: skip
LEDEREN: dict[str, Verb] = {
    "overlever": lambda a, s, jp, t: overlever(bruker("kari"), til=bruker("nora"), grunn=t, av=a),
    "skjerm_hjemmel": lambda a, s, jp, t: _skjerm(jp, a, hjemmel=t),
    "skjerm_tittel": lambda a, s, jp, t: _skjerm(jp, a, offentlig_tittel=t),
    "skjerm_kode": lambda a, s, jp, t: _skjerm(jp, a, kode=t),
    "part_hjemmel": lambda a, s, jp, t: parter.skjerm_part(s.parter.first(), skjermes="N", kode="UO", hjemmel=t, av=a),
    "flyt": lambda a, s, jp, t: send_paa_flyt(
        Journalpost.objects.filter(mappe=s, journalposttype="X").get(), mottakere=[bruker("nora")], merknad=t, av=a
    ),
}
FORVALTEREN: dict[str, Verb] = {
    "enhet": lambda a, s, jp, t: opprett_enhet(t, av=a),
    "kortnavn": lambda a, s, jp, t: opprett_enhet("Ny enhet", kortnavn=t, av=a),
    "klasse_id": lambda a, s, jp, t: klassifikasjon.opprett_klasse(_system(), klasse_id=t, tittel="x", av=a),
    "klassetittel": lambda a, s, jp, t: klassifikasjon.opprett_klasse(_system(), klasse_id="990", tittel=t, av=a),
    "klasse_ord": lambda a, s, jp, t: klassifikasjon.endre_klasse(
        Klasse.objects.order_by("pk")[0], tittel="x", beskrivelse=t, noekkelord=[t], av=a
    ),
    "system": lambda a, s, jp, t: klassifikasjon.opprett_klassifikasjonssystem(t, type="funksjon", beskrivelse=t, av=a),
    "arkiv": lambda a, s, jp, t: adm.opprett_arkiv(t, arkivskaper=("987654325", "Bydel"), beskrivelse=t, av=a),
    "arkivskaper": lambda a, s, jp, t: adm.opprett_arkiv("x", arkivskaper=(t, t), av=a),
    "arkivdel": lambda a, s, jp, t: adm.opprett_arkivdel(
        Arkiv.objects.all()[0], tittel=t, start=date(2026, 1, 1), beskrivelse=t, av=a
    ),
    "arkivdel_sted": lambda a, s, jp, t: adm.endre_arkivdel(
        Arkivdel.objects.get(arkivdelstatus="A"), tittel="x", dokumentmedium=t, oppbevaringssted=[t], av=a
    ),
    "rolle": lambda a, s, jp, t: tildel_rolle(bruker("ola"), t, tilgangskoder=[t], av=a),  # type: ignore[arg-type]
}
ALLE = [
    pytest.param(hvem, verb, id=navn)
    for hvem, verbene in (("kari", ARKIVET), ("nora", LEDEREN), ("siv", FORVALTEREN))
    for navn, verb in verbene.items()
]


def _skjerm(jp: Any, av: Aktoer, **felt: Any) -> object:
    vanlig: dict[str, Any] = {"hjemmel": "Offl § 13", "kode": "UO", "offentlig_tittel": "*****"}
    return skjerm_registrering(
        jp, skjermede_ord={0}, skjermede_parter=set(), hele_dokumentet=None, av=av, **vanlig | felt
    )


def _endre_mottaker(jp: Any, **felt: Any) -> object:
    return endre_korrespondansepart(jp.korrespondanseparter.first(), **felt)


def _system() -> Klassifikasjonssystem:
    return Klassifikasjonssystem.objects.order_by("pk")[0]


def _proev(verb: Verb, hvem: Aktoer, sak: Any, jp: Any, tekst: str) -> str:
    """What went wrong, or nothing."""
    siste = Endring.objects.latest("pk").pk
    try:
        with transaction.atomic():
            verb(hvem, sak, jp, tekst)
            for rad in Endring.objects.filter(pk__gt=siste):
                if FORBUDT & set(str(rad.ny)) or "\\u0000" in ascii(rad.ny):
                    return f"lagret urenset i {rad.objekttype}.{rad.element}"
            transaction.set_rollback(True)
    except Hindret as nei:
        if not all(h.tekst.strip().endswith((".", "?")) and len(h.tekst) < 400 for h in nei.hindre):
            return f"uklart: {nei}"
    except Exception as feil:
        return f"{type(feil).__name__}: {str(feil)[:120]}"
    return ""


@pytest.mark.parametrize(("hvem", "verb"), ALLE)
def test_teksten_renses_eller_en_setning_sier_hva_som_er_galt(hvem: str, verb: Verb) -> None:
    with som("kari", "frogner") as kari:
        sak = en_sak(kari, saksansvarlig=bruker("kari"))
        jp = et_brev(sak, kari)
        et_brev(sak, kari, type="X")
        parter.ny_part(sak, navn="Ebba", rolle="KLI", av=kari)
    with som(hvem, "frogner") as den:
        feil = {navn: _proev(verb, den, sak, jp, tekst) for navn, tekst in TEKSTER.items()}
    assert {navn: f for navn, f in feil.items() if f} == {}
