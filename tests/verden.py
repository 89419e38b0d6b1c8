"""One small world, built with the verbs: fifteen bydeler, the archive service, invented people, three years of cases.

The tests, the demo and the screenshots share it. All names, cases and numbers are invented.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from bysak.arkivstruktur.arkivdeler import avslutt_arkivdel, sett_periodeskille
from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.dokument import legg_ved_fil
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.models import Arkivdel, Journalpost, Klasse, Saksmappe
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost, opprett_saksmappe
from bysak.kjerne import lager
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.kalender import OSLO, er_arbeidsdag, i_dag, legg_til_arbeidsdager, med_klokke, naa
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Passord, Rolle, Virksomhet
from bysak.organisasjon.passord import lagre_passord
from bysak.organisasjon.personer import opprett_bruker
from bysak.organisasjon.roller import tildel_rolle
from bysak.organisasjon.tilgang import aktoer_for, prosessaktoer
from bysak.saksbehandling.fordeling import fordel
from bysak.tjeneste.innfoering import opprett_virksomhet, utstyr_virksomhet
from tests.papir import pdf
from tests.verdensarkiv import berik_lukket_periode
from tests.verdensdata import ADRESSER, BYDELER, FERSKE, FOLK, SAKER, TJENESTEFOLK, Saksmal

PASSORD = "bysak-demo"
# What existing clients of the interface log in with when nothing else is said.
GRENSESNITTBRUKER, GRENSESNITTPASSORD = "admin@example.com", "password"
KLIENTKLASSER = ("320", "400", "410")
ALLE_KODER = ("UO", "P", "KL", "XX")


@dataclass(frozen=True)
class Folk:
    """The people of one bydel that the world acts through."""

    leder: Bruker
    saksbehandlere: tuple[tuple[Bruker, str], ...]
    klarerte: tuple[tuple[Bruker, str], ...]


def bygg_verden() -> None:
    """The world of the tests: all bydeler, few cases."""
    _bygg(saker_per_bydel=2, saker_i_frogner=8)
    _gi_passord()


def bygg_demo() -> None:
    """The world of the demo: a few hundred cases and entries over three years, and a morning's mail."""
    from tests.verdenspost import aapen_dag, legg_i_postkassen, publiser_dagene, vurder_dagen
    from tests.verdenssvarinn import sett_opp_svarinn

    folk = _bygg(saker_per_bydel=7, saker_i_frogner=20)
    _gi_passord()
    grensesnittbruker()
    kari = aktoer("kari")
    for kode in ("frogner", "grunerlokka", "sagene"):
        for mal in FERSKE:
            _sak(kode, mal, aapen_dag(), folk[kode], kari, random.Random(kode), samme_dag=True)
        vurder_dagen(kode)
    publiser_dagene()
    legg_i_postkassen()
    sett_opp_svarinn()


def bruker(brukernavn: str) -> Bruker:
    """A person of the world by user name."""
    return Bruker.objects.get(brukernavn=brukernavn)


def aktoer(brukernavn: str) -> Aktoer:
    """The acting identity of a person of the world. Outside an arbeid."""
    return aktoer_for(bruker(brukernavn))


def virksomhet(kode: str) -> Virksomhet:
    """A virksomhet of the world by code."""
    return Virksomhet.objects.get(kode=kode)


@contextmanager
def som(brukernavn: str, kode: str, verb: str = "") -> Iterator[Aktoer]:
    """Act as a person in a virksomhet: `with som("kari", "frogner") as kari:`."""
    hvem = aktoer(brukernavn)
    with arbeid(som=hvem, i=virksomhet(kode), verb=verb):
        yield hvem


def _bygg(*, saker_per_bydel: int, saker_i_frogner: int) -> dict[str, Folk]:
    terning = random.Random(2026)
    siv = _tjenesten()
    for nr, (kode, navn) in enumerate(BYDELER):
        with med_klokke(datetime(2024, 1, 2, 8, 0, tzinfo=OSLO)):
            opprett_virksomhet(
                kode,
                navn,
                av=siv,
                kontakt_telefon=f"23 00 {nr:02d} 00",
                periode_start=date(2024, 1, 1),
            )
    kari = aktoer("kari")
    alle: dict[str, Folk] = {}
    for kode, _ in BYDELER:
        folk = alle[kode] = _bydelens_folk(kode)
        _saker(kode, folk, kari, terning, saker_i_frogner if kode == "frogner" else saker_per_bydel)
    _lukket_periode("frogner")
    return alle


def grensesnittbruker() -> Bruker:
    """The records manager that clients of the interface expect to find, acting for Frogner: demo and tests only.

    They also expect its login name in opprettetAv, so that is what it is called.
    """
    kommando, byarkivet = prosessaktoer("kommando"), Virksomhet.objects.get(er_arkivtjeneste=True)
    with arbeid(som=kommando, i=byarkivet, verb="opprett_bruker"):
        person = opprett_bruker(GRENSESNITTBRUKER, GRENSESNITTBRUKER, av=kommando)
        lagre_passord(person, GRENSESNITTPASSORD)
    with arbeid(som=kommando, i=virksomhet("frogner"), verb="tildel_rolle"):
        for rolle in (Rolle.ARKIVAR, Rolle.SAKSBEHANDLER, Rolle.SYSTEMFORVALTER):
            tildel_rolle(person, rolle, av=kommando, tilgangskoder=ALLE_KODER, fra=date(2020, 1, 1))
    return person


def _gi_passord() -> None:
    """One Argon2 hash for all: a hundred of them would be most of the time it takes to build the world."""
    kommando = prosessaktoer("kommando")
    with arbeid(som=kommando, i=Virksomhet.objects.get(er_arkivtjeneste=True), verb="sett_passord"):
        alle, hash_ = Bruker.objects.filter(er_system=False), make_password(PASSORD)
        alle.update(passord_satt=naa())
        # The demo is a name and a password, for everybody.
        Virksomhet.objects.update(krever_totrinn=[])
        Passord.objects.bulk_create([Passord(bruker=person, hash=hash_) for person in alle])


def _tjenesten() -> Aktoer:
    kommando = prosessaktoer("kommando")
    byarkivet = Virksomhet.objects.get(er_arkivtjeneste=True)
    with arbeid(som=kommando, i=byarkivet, verb="opprett_bruker"):
        for brukernavn, navn, rolle in TJENESTEFOLK:
            person = opprett_bruker(brukernavn, navn, av=kommando)
            tildel_rolle(person, Rolle(rolle), av=kommando, tilgangskoder=ALLE_KODER, fra=date(2020, 1, 1))
    utstyr_virksomhet(byarkivet, av=kommando, enheter=("Dokumentsenter",))
    return aktoer("siv")


def _bydelens_folk(kode: str) -> Folk:
    kommando = prosessaktoer("kommando")
    byarkivet = Virksomhet.objects.get(er_arkivtjeneste=True)
    personer = FOLK.get(kode) or _navnefabrikk(kode)
    with arbeid(som=kommando, i=byarkivet, verb="opprett_bruker"):
        nye = [opprett_bruker(b, navn, av=kommando) for b, navn, *_ in personer]
    leder = nye[0]
    behandlere: list[tuple[Bruker, str]] = []
    klarerte: list[tuple[Bruker, str]] = []
    kommando = prosessaktoer("kommando")
    with arbeid(som=kommando, i=virksomhet(kode), verb="tildel_rolle"):
        enheter = {e.navn: e for e in AdministrativEnhet.objects.all()}
        for person, (_b, _n, rolle, enhet, koder) in zip(nye, personer, strict=True):
            tildel_rolle(
                person,
                Rolle(rolle),
                av=kommando,
                enhet=enheter.get(enhet),
                tilgangskoder=koder,
                fra=date(2020, 1, 1),
            )
            if rolle == "leder":
                leder = person
            elif rolle == "saksbehandler":
                behandlere.append((person, enhet))
                if "KL" in koder:
                    klarerte.append((person, enhet))
    return Folk(leder, tuple(behandlere), tuple(klarerte) or ((leder, "Helse og mestring"),))


FORNAVN = (
    "Tarjei",
    "Yusuf",
    "Emilie",
    "Håvard",
    "Amina",
    "Brage",
    "Sigrid",
    "Idris",
    "Tuva",
    "Oskar",
    "Leila",
    "Jorunn",
)
ETTERNAVN = ("Myklevoll", "Granås", "Skarstein", "Bakkhaug", "Osmundvik", "Lindtjern", "Furustad", "Hellemo", "Revdal")


def _navnefabrikk(kode: str) -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    lokal = random.Random(kode)
    roller = (
        ("leder", "leder", "", ("UO", "P", "KL")),
        ("arkivansvarlig", "arkivansvarlig", "Virksomhetsstyring", ("UO",)),
        ("sb1", "saksbehandler", "Oppvekst", ("UO",)),
        ("sb2", "saksbehandler", "Samfunn og nærmiljø", ("UO",)),
    )
    navn = [f"{f} {e}" for f, e in zip(lokal.sample(FORNAVN, 4), lokal.sample(ETTERNAVN, 4), strict=True)]
    return [
        (f"{kode}-{kort}", n, rolle, enhet, koder) for n, (kort, rolle, enhet, koder) in zip(navn, roller, strict=True)
    ]


def _saker(kode: str, folk: Folk, kari: Aktoer, terning: random.Random, antall: int) -> None:
    start = date(2024, 1, 15)
    dager = (i_dag() - start).days
    for nr in range(antall):
        mal = SAKER[(nr + terning.randrange(3) * 5) % len(SAKER)] if nr >= len(SAKER) else SAKER[nr]
        # The last case of each bydel is from this week, so that there is something to assess and publish.
        dag = start + timedelta(days=int(dager * (nr + 0.5) / antall)) if nr + 1 < antall else i_dag() - timedelta(4)
        _sak(kode, mal, dag, folk, kari, terning)


def _arbeidsdag(dag: date) -> date:
    while not er_arbeidsdag(dag):
        dag += timedelta(days=1)
    return min(dag, i_dag())


def _sak(
    kode: str, mal: Saksmal, dag: date, folk: Folk, kari: Aktoer, terning: random.Random, *, samme_dag: bool = False
) -> None:
    # Client cases go to somebody who is cleared for them.
    mulige = folk.klarerte if mal.klasse in KLIENTKLASSER else folk.saksbehandlere
    behandler, enhetsnavn = mulige[terning.randrange(len(mulige))]
    dag = _arbeidsdag(dag)
    with med_klokke(_kl(dag, 9, terning)), arbeid(som=kari, i=virksomhet(kode), verb="opprett_sak"):
        enhet = AdministrativEnhet.objects.get(navn=enhetsnavn)
        sak = opprett_saksmappe(
            Arkivdel.objects.get(arkivdelstatus="A"),
            tittel=mal.tittel.format(sted=terning.choice(mal.steder)),
            klasse=Klasse.objects.get(klasse_id=mal.klasse),
            enhet=enhet,
            saksansvarlig=behandler,
            av=kari,
        )
    for type_, tittel, hvem, er_person in mal.poster:
        _post(kode, sak, (type_, tittel, hvem, er_person), dag, (enhet, behandler), kari, terning)
        dag = dag if samme_dag else _arbeidsdag(legg_til_arbeidsdager(dag, 1 + terning.randrange(9)))
    if (i_dag() - dag).days > 200:
        with med_klokke(_kl(dag, 14, terning)), arbeid(som=kari, i=virksomhet(kode), verb="avslutt_saksmappe"):
            avslutt_saksmappe(sak, av=kari, avskriv_rest=True)


def _kl(dag: date, time: int, terning: random.Random) -> datetime:
    return datetime(dag.year, dag.month, dag.day, time, terning.randrange(60), tzinfo=OSLO)


def _post(
    kode: str,
    sak: Saksmappe,
    post: tuple[str, str, str, bool],
    dag: date,
    til: tuple[AdministrativEnhet, Bruker],
    kari: Aktoer,
    terning: random.Random,
) -> Journalpost:
    type_, tittel, hvem, er_person = post
    enhet, behandler = til
    fil = lager.lagre(kode, pdf([hvem, "", tittel, "", "Dette dokumentet er oppdiktet.", "", "Vennlig hilsen", hvem]))
    ytre = {"I": "EA", "U": "EM", "N": "IA", "X": "IA", "S": "IA"}[type_]
    parter = [NyPart(ytre, hvem, er_person=er_person, epostadresse=ADRESSER.get(hvem, ""))]
    if type_ in ("I", "N"):
        parter.append(NyPart("IM", behandler.navn, enhet=enhet, saksbehandler=behandler))
    if type_ == "U":
        parter.append(NyPart("IA", behandler.navn, enhet=enhet, saksbehandler=behandler))
    with med_klokke(_kl(dag, 10, terning)), arbeid(som=kari, i=virksomhet(kode), verb="registrer"):
        jp = opprett_journalpost(
            sak,
            type=type_,
            tittel=tittel,
            parter=parter,
            av=kari,
            status="F" if type_ != "I" else None,
            dokumentets_dato=dag,
            mottatt_dato=naa() if type_ == "I" else None,
            forfallsdato=legg_til_arbeidsdager(dag, 15) if type_ == "I" else None,
        )
        legg_ved_fil(
            jp, tittel=tittel, lagret=fil, filnavn=f"{tittel[:40]}.pdf", mime="application/pdf", av=kari,
            hoveddokument=True, format="fmt/354",
        )  # fmt: skip
        jp = journalfoer(jp, av=kari)
        if type_ == "I":
            jp = fordel(jp, enhet=enhet, saksbehandler=behandler, av=kari)
        _svar(sak, jp, type_, kari)
    return jp


def _svar(sak: Saksmappe, jp: Journalpost, type_: str, kari: Aktoer) -> None:
    """An outgoing letter answers the oldest open one of the case."""
    if type_ == "U":
        aapen = Journalpost.objects.filter(mappe_id=sak.pk, restanse=True).order_by("journalpostnummer").first()
        if aapen:
            avskriv(aapen, maate="BU", av=kari, besvart_av=jp)


def _lukket_periode(kode: str) -> None:
    """Close the period that has had its time; what is still open waits in the next one's forerunner no longer."""
    siv, kari = aktoer("siv"), aktoer("kari")
    with arbeid(som=kari, i=virksomhet(kode), verb="avslutt_saksmappe"):
        for sak in Saksmappe.objects.filter(avsluttet_dato__isnull=True, saksaar__lt=i_dag().year):
            avslutt_saksmappe(sak, av=kari, avskriv_rest=True)
    with arbeid(som=siv, i=virksomhet(kode), verb="registrer"):
        berik_lukket_periode()
    with arbeid(som=siv, i=virksomhet(kode), verb="sett_periodeskille"):
        gammel = Arkivdel.objects.get()
        ny = sett_periodeskille(gammel, tittel="Arkivperiode fra 2026", start=date(2026, 1, 1), av=siv)
        for sak in Saksmappe.objects.filter(avsluttet_dato__isnull=True):
            sak.arkivdel = ny
            sak.save(update_fields=["arkivdel"])
        avslutt_arkivdel(gammel, av=siv)
