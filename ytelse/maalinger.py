"""What is measured: the pages and acts of a working day, through the application's own code."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

from django.db.models import Max

from bysak.arkivstruktur.avslutning import hindre_for_avslutning
from bysak.arkivstruktur.dokument import legg_ved_fil
from bysak.arkivstruktur.innsyn import hvem_ser
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.models import Journalpost, Saksmappe
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.lager import Lagret
from bysak.mottak.koe import Koefilter, koe
from bysak.mottak.stilling import stilling
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Virksomhet
from bysak.organisasjon.tilgang import aktoer_for, synlig_q
from bysak.saksbehandling.fordeling import fordel
from bysak.saksbehandling.oppgaver import oppgaver
from bysak.saksbehandling.restanser import mine_etter_alder, ubesvarte
from bysak.web.doer import Forespoersel
from bysak.web.min.visninger import SENDT_TILBAKE
from bysak.web.sak.hent import saken
from bysak.web.sak.rader import postene
from ytelse.maaling import Maaling
from ytelse.soekene import soekene
from ytelse.vilkaar import Sted, med_vern

SIDE = 50
LITEN = "ostensjo"


def maalingene() -> list[Maaling]:
    """All measurements of the loaded database."""
    frogner, liten = Virksomhet.objects.get(kode="frogner"), Virksomhet.objects.get(kode=LITEN)
    alle = list(Virksomhet.objects.filter(er_arkivtjeneste=False).values_list("pk", flat=True))
    kari = aktoer_for(Bruker.objects.get(brukernavn="kari"))
    ansatt = aktoer_for(Bruker.objects.get(brukernavn="frogner-2"))
    i_liten = aktoer_for(Bruker.objects.get(brukernavn=f"{LITEN}-2"))
    steder = (
        ("én bydel", "en", ansatt, Sted(leser=[frogner.pk])),
        ("den minste bydelen", "minste", i_liten, Sted(leser=[liten.pk])),
        ("femten bydeler", "femten", kari, Sted(leser=alle)),
    )
    lister = [
        Maaling(f"{navn}, {hvor}", f"{fil}_{merke}", som, sted, gjoer)
        for navn, fil, gjoer in (
            (f"Nyeste {SIDE} journalposter", "nyeste", nyeste),
            (f"Nyeste {SIDE} saker", "saker", nyeste_saker),
            (f"{SIDE} restanser etter forfall", "forfall", forfall),
        )
        for hvor, merke, som, sted in steder
    ]
    treff = [m for hvor, merke, som, sted in (steder[0], steder[2]) for m in soekene(hvor, merke, som, sted)]
    min_side = Maaling("Min side, det som venter på én person", "min_side", ansatt, steder[0][3], min_dag)
    mottak = Maaling("Mottak, første side og dagens tall, femten bydeler", "mottak", kari, steder[2][3], mottaket)
    saker = [*_saker(ansatt, frogner), *_om_en_sak(kari, frogner)]
    return [*lister, *saker, *treff, min_side, mottak, _registrering(kari, frogner)]


def nyeste(av: Aktoer) -> object:
    """The newest entries."""
    poster = Journalpost.objects.filter(synlig_q(av)).select_related("mappe", "virksomhet")
    return list(poster.order_by("-opprettet_dato", "-system_id")[:SIDE])


def nyeste_saker(av: Aktoer) -> object:
    """The list of cases, as the page reads it."""
    saker = Saksmappe.objects.filter(synlig_q(av)).select_related("virksomhet", "administrativ_enhet", "saksansvarlig")
    return list(saker.order_by("-opprettet_dato", "-system_id")[:SIDE])


def forfall(av: Aktoer) -> object:
    """The unanswered letters that are due first."""
    return list(ubesvarte(av)[:SIDE])


def min_dag(av: Aktoer) -> object:
    """The list that a case worker begins the day with, and the ages of what is unanswered."""
    return oppgaver(av, SENDT_TILBAKE), mine_etter_alder(av)


def mottaket(av: Aktoer) -> object:
    """The page that the archivists have open all day."""
    tall = stilling(av).dag
    return tall, koe(av, Koefilter(), antall=tall.igjen)


def _saker(som: Aktoer, virksomhet: Virksomhet) -> list[Maaling]:
    sted = Sted(i=virksomhet.pk)
    with med_vern(som, sted, "finn sak"):
        synlige = Saksmappe.objects.filter(synlig_q(som))
        mest = synlige.aggregate(n=Max("siste_journalpostnummer"))["n"]
        stor = synlige.get(siste_journalpostnummer=mest)
        vanlig = synlige.filter(siste_journalpostnummer=12).order_by("system_id").first() or stor
    return [
        Maaling(f"Åpne sak med {sak.siste_journalpostnummer} journalposter", fil, som, sted, _aapne(sak))
        for sak, fil in ((vanlig, "sak_vanlig"), (stor, "sak_stor"))
    ]


def _aapne(sak: Saksmappe) -> Callable[[Aktoer], object]:
    aar, nr = sak.saksaar or 0, sak.sakssekvensnummer or 0

    def gjoer(av: Aktoer) -> object:
        funnet = saken(cast("Forespoersel", SimpleNamespace(aktoer=av)), aar, nr)
        return postene(funnet, av)

    return gjoer


def _om_en_sak(som: Aktoer, virksomhet: Virksomhet) -> list[Maaling]:
    """What is asked about one case: what stops it from being closed, and who sees it."""
    sted = Sted(i=virksomhet.pk)
    with med_vern(som, sted, "finn sak"):
        sak = Saksmappe.objects.filter(siste_journalpostnummer=12, tilgangsklasse__art="aapen").order_by("system_id")[0]
    return [
        Maaling("Det som hindrer avslutning", "avslutning", som, sted, lambda _av: list(hindre_for_avslutning(sak))),
        Maaling("Hvem kan se dette", "hvem_ser", som, sted, lambda _av: hvem_ser(sak)),
    ]


def registrer_ett_brev(som: Aktoer, virksomhet: Virksomhet, nr: int = 0) -> Callable[[Aktoer], object]:
    """The act of registering a letter with a file in case number `nr` of those that fit, journalført and given out."""
    sted = Sted(i=virksomhet.pk)
    with med_vern(som, sted, "finn sak"):
        sak = Saksmappe.objects.filter(siste_journalpostnummer=12, tilgangsklasse__art="aapen").order_by("system_id")[
            nr
        ]
        enhet = AdministrativEnhet.objects.all()[0]
    behandler = Bruker.objects.get(brukernavn="frogner-2")
    parter = [
        NyPart("EA", "Velforeningen Solvangen"),
        NyPart("IM", behandler.navn, enhet=enhet, saksbehandler=behandler),
    ]
    tittel = "Søknad om lekeplass ved Solvangen"
    fil = Lagret("0" * 64, 20_000)

    def gjoer(av: Aktoer) -> object:
        jp = opprett_journalpost(
            sak, type="I", tittel=tittel, parter=parter, av=av, dokumentets_dato=i_dag(), mottatt_dato=naa()
        )
        legg_ved_fil(jp, tittel=tittel, lagret=fil, filnavn="s.pdf", mime="application/pdf", av=av, hoveddokument=True)
        return fordel(journalfoer(jp, av=av), enhet=enhet, saksbehandler=behandler, av=av)

    return gjoer


def _registrering(som: Aktoer, virksomhet: Virksomhet) -> Maaling:
    sted, gjoer = Sted(i=virksomhet.pk), registrer_ett_brev(som, virksomhet)
    return Maaling("Registrering, journalføring og fordeling", "registrering", som, sted, gjoer, skriver=True)
