"""Random people do random things in two bydeler; the promises of the ground floor are checked after every step."""

import json
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bysak.arkivstruktur.avskrivning import avskriv, er_restanse, opphev_avskrivning
from bysak.arkivstruktur.avslutning import avslutt_saksmappe, gjenaapne_saksmappe
from bysak.arkivstruktur.ekspedering import ekspeder
from bysak.arkivstruktur.flytting import flytt, slaa_sammen
from bysak.arkivstruktur.journalfoering import arkiver, journalfoer, sett_utgaar
from bysak.arkivstruktur.koder import FRYST
from bysak.arkivstruktur.models import Avskrivning, Mappe, Nummerhull, Registrering, Saksmappe
from bysak.arkivstruktur.models.registrering import Journalpost
from bysak.arkivstruktur.omgjoering import omtyp, tilbakefoer
from bysak.arkivstruktur.reservasjon import slett_journalpost
from bysak.arkivstruktur.skjerming import opphev_skjerming, skjerm_registrering
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.models import Endring, Handling
from bysak.kjerne.vern import er_databasefeil_fra_vernet
from bysak.organisasjon.models import AdministrativEnhet
from bysak.organisasjon.tilgang import synlig_q
from bysak.saksbehandling.fordeling import fordel
from tests.saker import en_fil, en_sak, et_brev
from tests.verden import aktoer, bruker, virksomhet

FOLK = ("kari", "even", "siv", "ola", "nora", "lise", "henrik")
BYDELER = ("frogner", "sagene")
TABELLER = {"arkivstruktur_mappe": Mappe, "arkivstruktur_registrering": Registrering}
# Not in the log: counters that follow from the rest of it.
ULOGGET = {"versjon", "endret_dato", "endret_av"}
EVIG = {t: [k for f in FRYST if f.tabell == t and f.naar == "true" for k in f.kolonner] for t in TABELLER}
# Mostly somebody who may, so that the acts get somewhere; and else whoever.
hvem = st.sampled_from(("passende",) * 9 + FOLK)
LEDER = {"frogner": "nora", "sagene": "henrik"}
hvor = st.sampled_from(BYDELER)
nr = st.integers(0, 30)


def rader(tabell: str) -> dict[str, dict[str, Any]]:
    """Every row of a table as the log writes it."""
    with connection.cursor() as peker:
        peker.execute("set local timezone = 'UTC'")
        peker.execute(f"select system_id::text, to_jsonb(t) from {tabell} t")
        return {pk: json.loads(rad) for pk, rad in peker.fetchall()}


class Grunnmuren(RuleBasedStateMachine):
    """Two bydeler, and what they looked like at the start and after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.punkt = transaction.savepoint()

    def teardown(self) -> None:
        """Every run begins in the same world."""
        transaction.savepoint_rollback(self.punkt)

    @initialize()
    def begynn(self) -> None:
        self.flyttet = 10_000
        self.folk = {navn: aktoer(navn) for navn in FOLK}
        self.steder = {kode: virksomhet(kode) for kode in BYDELER}
        self.siste_handling = dict.fromkeys(BYDELER, 0)
        self.start: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        self.sett: dict[tuple[str, str], dict[str, Any]] = {}
        for kode in BYDELER:
            with self.i(kode, "siv"):
                self.siste_handling[kode] = Handling.objects.latest("id").pk
                self.start[kode] = {tabell: rader(tabell) for tabell in TABELLER}

    def i(self, kode: str, navn: str, verb: str = "", grunn: str = "") -> Any:
        return arbeid(som=self.folk[navn], i=self.steder[kode], verb=verb, grunn=grunn)

    def gjoer(self, kode: str, navn: str, verb: Any, grunn: str = "", leder: bool = False) -> None:
        """The act, or a refusal that a person can understand. Nothing else may come out."""
        if navn == "passende":
            navn = LEDER[kode] if leder else "kari"
        try:
            with transaction.atomic(), self.i(kode, navn, "tilfeldig", grunn):
                verb(self.folk[navn])
        except (Hindret, PermissionDenied):
            pass
        except Error as feil:
            if not er_databasefeil_fra_vernet(feil):
                raise AssertionError(f"Uventet fra databasen: {feil}") from feil

    def sak(self, n: int) -> Saksmappe:
        alle = list(Saksmappe.objects.order_by("-system_id")[:4])
        return alle[n % len(alle)]

    def post(self, n: int) -> Journalpost:
        alle = list(Journalpost.objects.order_by("-system_id")[:5])
        return alle[n % len(alle)]

    @rule(kode=hvor, navn=hvem, klasse=st.sampled_from(["200", "400", "320"]))
    def opprett_sak(self, kode: str, navn: str, klasse: str) -> None:
        self.gjoer(kode, navn, lambda av: en_sak(av, klasse=klasse))

    @rule(kode=hvor, navn=hvem, n=nr, type=st.sampled_from("IIUNXS"), ferdig=st.booleans())
    def registrer(self, kode: str, navn: str, n: int, type: str, ferdig: bool) -> None:
        self.gjoer(kode, navn, lambda av: et_brev(self.sak(n), av, type=type, journalfoert=ferdig))

    @rule(kode=hvor, navn=hvem, n=nr, m=nr, valg=st.sampled_from(["j", "a", "u", "f", "x", "s", "o", "d", "k", "g"]))
    def behandle(self, kode: str, navn: str, n: int, m: int, valg: str) -> None:
        verb = {
            "j": lambda av: journalfoer(self.post(n), av=av),
            "a": lambda av: arkiver(self.post(n), av=av),
            "u": lambda av: sett_utgaar(self.post(n), grunn="feil", av=av),
            "f": lambda av: fordel(
                self.post(n), enhet=AdministrativEnhet.objects.all()[m % 2], saksbehandler=bruker(FOLK[m % 7]), av=av
            ),
            "x": lambda av: avskriv(
                self.post(n), maate="BU" if m % 2 else "TE", besvart_av=self.post(m) if m % 2 else None, av=av
            ),
            "s": lambda av: skjerm_registrering(
                self.post(n), hjemmel="Offl § 13", kode=("UO", "KL")[m % 2], skjermede_ord={0}, offentlig_tittel="***",
                skjermede_parter=set(), hele_dokumentet=None, av=av,
            ),
            "o": lambda av: opphev_skjerming(self.post(n), av=av),
            "d": lambda av: en_fil(self.post(n), av, ferdigstilt=bool(m % 3)),
            "k": lambda av: avslutt_saksmappe(self.sak(n), av=av, avskriv_rest=bool(m % 2)),
            "g": lambda av: gjenaapne_saksmappe(self.sak(n), grunn="ny opplysning", av=av),
        }[valg]  # fmt: skip
        self.gjoer(kode, navn, verb, leder=valg in "so")

    @rule(kode=hvor, navn=hvem, n=nr, m=nr, valg=st.sampled_from(["f", "t", "y", "s", "o", "d", "e"]))
    def omgjoer(self, kode: str, navn: str, n: int, m: int, valg: str) -> None:
        verb = {
            "f": lambda av: flytt([self.post(n), self.post(m)][: 1 + m % 2], til=self.sak(m), grunn="feil sak", av=av),
            "t": lambda av: tilbakefoer(self.post(n), til="MFJ"[m % 3], grunn="for tidlig", av=av),
            "y": lambda av: omtyp(self.post(n), type="IUNXS"[m % 5], grunn="feil type", av=av),
            "s": lambda av: slett_journalpost(self.post(n), grunn="ble ikke noe av", av=av),
            "o": lambda av: opphev_avskrivning(Avskrivning.objects.all()[m % 5], grunn="feil svar", av=av),
            "d": lambda av: slaa_sammen(self.sak(n), til=self.sak(m), grunn="samme sak", av=av),
            "e": lambda av: ekspeder(self.post(n), av=av),
        }[valg]
        with suppress(IndexError):  # nothing has been written off yet
            self.gjoer(kode, navn, verb)

    @rule(kode=hvor, navn=hvem, n=nr, felt=st.sampled_from(["tittel", "journaldato", "arkivert_dato", "mappe_id"]))
    def rett_utenom(self, kode: str, navn: str, n: int, felt: str) -> None:
        verdier: dict[str, Any] = {
            "tittel": "Utenom",
            "journaldato": "2020-01-01",
            "arkivert_dato": None,
            "mappe_id": None,
        }

        def rett(_av: object) -> None:
            jp = self.post(n)
            verdier["mappe_id"] = self.sak(n + 1).pk
            endring: dict[str, Any] = {felt: verdier[felt]}
            if felt == "mappe_id":
                self.flyttet += 1
                endring["journalpostnummer"] = self.flyttet
            with suppress(Registrering.DoesNotExist):
                Registrering.objects.filter(pk=jp.pk).exclude(**{felt: verdier[felt]}).update(**endring)

        self.gjoer(kode, navn, rett)

    @rule(kode=hvor, navn=hvem, n=nr)
    def slett(self, kode: str, navn: str, n: int) -> None:
        def bort(_av: object) -> None:
            jp = self.post(n)
            jp.korrespondanseparter.all().delete()
            Registrering.objects.filter(pk=jp.pk)._raw_delete("default")
            with connection.cursor() as peker:
                peker.execute("set constraints all immediate; set constraints all deferred")

        with suppress(AssertionError):  # a row that something points at is refused by its key
            self.gjoer(kode, navn, bort, grunn="opprettet ved en feil")

    @invariant()
    def loeftene_staar(self) -> None:
        for kode in getattr(self, "steder", {}):
            with self.i(kode, "siv"):
                self._ingen_fremmede(kode)
                self._numrene_henger_sammen()
                self._loggen_er_hel(kode)
                self._ingen_aapne_i_lukkede()
                self._svar_og_brev_er_i_samme_sak()
            with self.i(kode, "lise" if kode == "frogner" else "ola"):
                utenfra = self.folk["lise" if kode == "frogner" else "ola"]
                assert not Mappe.objects.filter(synlig_q(utenfra)).exists()

    def _ingen_fremmede(self, kode: str) -> None:
        for modell in (*TABELLER.values(), Endring, Handling):
            assert not modell._base_manager.exclude(virksomhet=self.steder[kode]).exists()

    def _numrene_henger_sammen(self) -> None:
        """Every number up to the last is in use or explained."""
        for art, modell, aar, felt in (
            ("sak", Mappe, "saksaar", "sakssekvensnummer"),
            ("journal", Registrering, "journalaar", "journalsekvensnummer"),
        ):
            brukt = list(modell._base_manager.values_list(aar, felt))
            brukt += list(Nummerhull.objects.filter(art=art).values_list("aar", "nummer"))
            for aaret in {a for a, _ in brukt}:
                numre = sorted(n for a, n in brukt if a == aaret)
                assert numre == list(range(1, len(numre) + 1)), (art, aaret)

    def _loggen_er_hel(self, kode: str) -> None:
        """Rolling back every change since the start gives exactly what was there at the start."""
        endringer = Endring.objects.filter(handling_id__gt=self.siste_handling[kode], objekttype__in=TABELLER)
        naa: dict[str, dict[str, dict[str, Any]]] = {tabell: rader(tabell) for tabell in TABELLER}
        for tabell in TABELLER:
            for pk, rad in naa[tabell].items():
                foer = self.sett.setdefault((tabell, pk), rad)
                assert all(rad[k] == foer[k] for k in EVIG[tabell]), (tabell, pk)
        for e in endringer.order_by("-id"):
            rader_naa = naa[e.objekttype]
            if e.element == "+":
                del rader_naa[e.objekt_id]
            elif e.element == "-":
                rader_naa[e.objekt_id] = e.tidligere or {}
            else:
                assert rader_naa[e.objekt_id][e.element] == e.ny
                rader_naa[e.objekt_id][e.element] = e.tidligere
        for tabell in TABELLER:
            assert _uten(naa[tabell]) == _uten(self.start[kode][tabell]), tabell

    def _ingen_aapne_i_lukkede(self) -> None:
        lukkede = Registrering.objects.filter(mappe__avsluttet_dato__isnull=False)
        assert not lukkede.exclude(journalstatus__in="AU").exists()
        assert not Registrering.objects.filter(journalstatus__in="EJAU", foerst_endelig__isnull=True).exists()

    def _svar_og_brev_er_i_samme_sak(self) -> None:
        skilt = Avskrivning.objects.filter(besvart_av__isnull=False).exclude(
            registrering__mappe_id=F("besvart_av__mappe_id")
        )
        assert not skilt.exists()
        for jp in Journalpost.objects.order_by("-system_id")[:8]:
            assert jp.restanse == er_restanse(jp), jp


def _uten(tabell: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {str(UUID(pk)): {k: v for k, v in rad.items() if k not in ULOGGET} for pk, rad in tabell.items()}


@pytest.mark.django_db
def test_loeftene_staar_hva_folk_enn_finner_paa():
    stopp = settings(
        max_examples=8, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck), database=None,
        derandomize=True,
    )  # fmt: skip
    run_state_machine_as_test(Grunnmuren, settings=stopp)
