"""The ten everyday pages, by the roles that have them open, in the loaded database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db.models import Count, QuerySet

from bysak.arkivstruktur.models import Journalpost, Saksmappe
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import i_dag
from bysak.mottak.models import Innkomst
from bysak.mottak.tests.brev import brev, motta_og_les
from bysak.organisasjon.models import Bruker, Rolle, Virksomhet
from bysak.organisasjon.passord import lagre_passord
from bysak.organisasjon.personer import opprett_bruker
from bysak.organisasjon.roller import tildel_rolle
from bysak.organisasjon.tilgang import aktoer_for, prosessaktoer, synlig_q
from tests.papir import pdf

BYDEL = "frogner"
ARKIVAR, SAKSBEHANDLER, LEDER = "kari", f"{BYDEL}-2", f"{BYDEL}-leder"
ROLLER = {ARKIVAR: "arkivar", SAKSBEHANDLER: "saksbehandler", LEDER: "leder"}
PASSORD = "bysak-demo"  # what `tests.nettleser.anlegg` logs in with
# Behind the login and inside the shell, and asks for nothing of the archive.
REFERANSE = "/meld-fra"
TYPISK_SAK = 12


@dataclass(frozen=True)
class Side:
    """One page that is measured, and the person who has it open."""

    navn: str
    hvem: str
    sti: str


def gi_tilgang(folk: Sequence[str] = (ARKIVAR, SAKSBEHANDLER, LEDER)) -> None:
    """Let those who are to log in do so; makes the leader of the large bydel, who is not in the load."""
    av = prosessaktoer("kommando")
    arkivtjenesten, bydel = Virksomhet.objects.get(er_arkivtjeneste=True), Virksomhet.objects.get(kode=BYDEL)
    with arbeid(som=av, i=arkivtjenesten, verb="opprett_bruker"):
        ny = not Bruker.objects.filter(brukernavn=LEDER).exists()
        leder = opprett_bruker(LEDER, "Leder Frogner", av=av) if ny else None
        for bruker in Bruker.objects.filter(brukernavn__in=folk):
            lagre_passord(bruker, PASSORD)
    if leder is not None:
        with arbeid(som=av, i=bydel, verb="tildel_rolle"):
            tildel_rolle(leder, Rolle.LEDER, av=av, tilgangskoder=("UO",))


def sidene() -> list[Side]:
    """The ten, with what stands in the load: a letter of the queue, a case of ordinary size, a day of ordinary size."""
    ansatt = aktoer_for(Bruker.objects.get(brukernavn=SAKSBEHANDLER))
    bydel = Virksomhet.objects.get(kode=BYDEL)
    with arbeid(som=ansatt, i=bydel):
        sak = _typisk_sak(Saksmappe.objects.filter(synlig_q(ansatt)).order_by("system_id"))
        post = Journalpost.objects.filter(synlig_q(ansatt), mappe=sak).order_by("-journalpostnummer")[0]
    with arbeid(som=aktoer_for(Bruker.objects.get(brukernavn=ARKIVAR)), i=bydel):
        ventende = Innkomst.objects.filter(utfall="").order_by("frist", "pk")[0]
        dag = _vanlig_dag()
    saken = f"/saker/{BYDEL}/{sak.saksaar}/{sak.sakssekvensnummer}"
    return [
        Side("Mottak", ARKIVAR, "/mottak"),
        Side("Registrering", ARKIVAR, f"/mottak/{BYDEL}/{ventende.pk}/registrer"),
        Side("Min side", SAKSBEHANDLER, "/min"),
        Side("Saker", SAKSBEHANDLER, "/saker"),
        Side("Sak", SAKSBEHANDLER, saken),
        Side("Journalpost", SAKSBEHANDLER, f"{saken}/{post.journalpostnummer}"),
        Side("Søk", SAKSBEHANDLER, "/sok?q=barnehageplass"),
        Side("Journal for en dag", ARKIVAR, f"/journal/{BYDEL}/{dag:%Y-%m-%d}"),
        Side("Restanser", LEDER, "/restanser"),
        Side("Fordeling", LEDER, "/fordeling"),
    ]


def _typisk_sak(synlige: QuerySet[Saksmappe]) -> Saksmappe:
    return synlige.filter(siste_journalpostnummer=TYPISK_SAK).first() or synlige[0]


def _vanlig_dag() -> date:
    """The day with the middle number of lines of a month two to three months back, where the load is even."""
    fra = i_dag() - timedelta(days=90)
    dager = Journalpost.objects.filter(journaldato__range=(fra, fra + timedelta(days=30)))
    etter_antall = dager.values_list("journaldato").annotate(n=Count("pk")).order_by("n", "journaldato")
    return cast(date, etter_antall[len(etter_antall) // 2][0])


def folk_til(antall: int) -> list[tuple[str, str]]:
    """So many people with their roles: one in five an archivist, one in ten a leader, the rest case workers."""
    av = prosessaktoer("kommando")
    arkivarer, ledere = max(antall // 5, 1), max(antall // 10, 1)
    nye = [(f"last-arkivar-{n}", Rolle.ARKIVAR) for n in range(arkivarer)]
    nye += [(f"last-leder-{n}", Rolle.LEDER) for n in range(ledere)]
    # Of this bydel alone: the letters that come in are not for others to see.
    hos_oss = {"roller__rolle": Rolle.SAKSBEHANDLER, "roller__virksomhet__kode": BYDEL, "is_active": True}
    navn = Bruker.objects.filter(**hos_oss).exclude(brukernavn__startswith="last-").values_list("brukernavn", flat=True)
    valgte = sorted(set(navn))[: antall - len(nye)]
    nye += [(f"last-behandler-{n}", Rolle.SAKSBEHANDLER) for n in range(antall - len(nye) - len(valgte))]
    with arbeid(som=av, i=Virksomhet.objects.get(er_arkivtjeneste=True), verb="opprett_bruker"):
        finnes = set(Bruker.objects.filter(brukernavn__in=[n for n, _r in nye]).values_list("brukernavn", flat=True))
        mangler = [(opprett_bruker(n, n.capitalize(), av=av), rolle) for n, rolle in nye if n not in finnes]
        for bruker in Bruker.objects.filter(brukernavn__in=[*valgte, *(n for n, _r in nye)]):
            lagre_passord(bruker, PASSORD)
    with arbeid(som=av, i=Virksomhet.objects.get(kode=BYDEL), verb="tildel_rolle"):
        for bruker, rolle in mangler:
            tildel_rolle(bruker, rolle, av=av, tilgangskoder=("UO",))
    return [(n, str(r)) for n, r in nye] + [(n, "saksbehandler") for n in valgte]


def lag_brev(antall: int) -> list[str]:
    """Letters with a file that come in by mail, each about an open case; where each is registered."""
    ansatt = aktoer_for(Bruker.objects.get(brukernavn=SAKSBEHANDLER))
    with arbeid(som=ansatt, i=Virksomhet.objects.get(kode=BYDEL)):
        aapne = Saksmappe.objects.filter(synlig_q(ansatt), saksstatus="B", tilgangsklasse__art="aapen")
        saker = list(aapne.order_by("-system_id")[:antall])
    stier = []
    for nr in range(antall):
        nummer = saker[nr % len(saker)].saksnummer
        fil = ("brev.pdf", "application/pdf", pdf([f"Vi viser til sak {nummer} og ber om svar. Brev {nr}."]))
        rad = motta_og_les(brev(f"Om {nummer}", f"Se vedlegget. Det gjelder {nummer}.", vedlegg=(fil,)))
        stier.append(f"/mottak/{BYDEL}/{rad.pk}/registrer")
    return stier
