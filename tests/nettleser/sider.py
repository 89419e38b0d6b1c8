"""Every page of Bysak, found in its tables of contents and filled in with real objects; nobody needs to keep a list."""

import re
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver
from playwright.sync_api import APIRequestContext

from bysak.api.tilgang.tests.klienter import maskin
from bysak.arkivstruktur.arkivadministrasjon import endre_arkivdel
from bysak.arkivstruktur.dokument import legg_ved_fil
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.klasseversjoner import ny_versjon, ta_i_bruk_sekundaersystem
from bysak.arkivstruktur.klassifikasjon import opprett_klassifikasjonssystem
from bysak.arkivstruktur.koder import Arkivdelstatus
from bysak.arkivstruktur.konvertering import ventende
from bysak.arkivstruktur.metadataskjema import opprett_metadatafelt
from bysak.arkivstruktur.models import (
    Arkivdel,
    Arkivformat,
    Dokumentobjekt,
    Klasseovergang,
    Klassifikasjonssystem,
    Mellomversjon,
    Metadatafelt,
    Redigering,
)
from bysak.arkivstruktur.modulrettigheter import gi_modul_rett
from bysak.arkivstruktur.presedens import ny_hjemmel
from bysak.arkivstruktur.versjoner import NyFil, arkiver_filer
from bysak.bevaring.arbeidsgang import lag_og_kontroller
from bysak.bevaring.bestilling import bestill_i_bakgrunnen
from bysak.bevaring.uttrekk.utvalg import Utvalg
from bysak.journal.models import OffentligInnfoersel
from bysak.journal.publisering import publiser
from bysak.journal.tests.verden import ny_post, ny_sak, vurdert
from bysak.kjerne import lager
from bysak.kjerne.kalender import i_dag, legg_til_arbeidsdager, med_klokke, naa
from bysak.kjerne.tests.filer import docx
from bysak.mottak.kanaler.oppsett import opprett_mottakersystem
from bysak.mottak.kanaler.postkasseoppsett import Oppsett, opprett_postkasse
from bysak.mottak.models import Kanal, Kanalalarm, Leveranse, Maaling, Postkasse, Postmelding
from bysak.mottak.registrering import registrer
from bysak.mottak.servicenivaa import ny_bydelsdag
from bysak.mottak.tests.brev import brev, motta_og_les, valg_i_frogner
from bysak.mottak.tests.bunker import brevene, lastet_opp
from bysak.organisasjon.abonnementer import be_om_proeve, noter_bestilt, opprett_abonnement
from bysak.organisasjon.gruppekoblinger import koble_gruppe
from bysak.organisasjon.integrasjoner import opprett_integrasjon
from bysak.organisasjon.models import AdministrativEnhet, Rolle, Rolletildeling, Utlevering
from bysak.organisasjon.tilbakemeldinger import meld_fra, svar_paa
from bysak.organisasjon.tilgang import prosessaktoer
from bysak.saksbehandling.bestilling import bestill_fil
from bysak.saksbehandling.fordeling import fordel
from bysak.saksbehandling.fravaer import registrer_fravaer
from bysak.saksbehandling.models import Bestilling, Varsel
from bysak.web.bestilt import lag
from bysak.web.tests.test_jobber import gitt_opp
from tests.papir import pdf
from tests.saker import et_brev
from tests.verden import aktoer, bruker, som, virksomhet

DEL = re.compile(r"<(?:\w+:)?(\w+)>")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Objekter:
    """One of each thing that an address can point at, by the first part of the address."""

    mottak: dict[str, Any]
    saker: dict[str, Any]
    journal: dict[str, Any]
    offentlig: dict[str, Any]
    bevaring: dict[str, Any]
    forvaltning: dict[str, Any]
    bestillinger: dict[str, Any]


def lag_objekter() -> Objekter:
    """A mail with files, an entry of Ola's with a file, a decided line, one to decide, a deposit; in Frogner."""
    rad, lik = _mottatt()
    with som("kari", "frogner", "registrer") as kari:
        sak = ny_sak(kari, "Park og lekeplass")
        jp = et_brev(sak, kari, tittel="Ønske om gangvei")
        lagret = lager.lagre("frogner", pdf(["Vi ønsker oss en gangvei."]))
        fil = legg_ved_fil(jp, tittel="Ønske", lagret=lagret, filnavn="onske.pdf", mime="application/pdf", av=kari)
        ny = NyFil(lager.lagre("frogner", pdf(["Vi ønsker oss to gangveier."])), "onske.pdf", "application/pdf")
        (versjon,) = arkiver_filer(fil.dokumentbeskrivelse, filer=[ny], av=kari)
        jp = journalfoer(jp, av=kari)
        jp = fordel(jp, enhet=sak.administrativ_enhet, saksbehandler=bruker("ola"), av=kari)
        med_funn = ny_post(sak, kari, "Klage fra Solvei Granlund på parkering")
        ute = ny_post(sak, kari, "Merknad til gatebruksplan")
    vurdert(med_funn)
    vurdert(ute)
    with som("kari", "frogner", "publiser") as kari:
        publiser(i_dag(), av=kari)
        linje = OffentligInnfoersel.objects.get()
    saken = {"bydel": "frogner", "aar": sak.saksaar, "nr": sak.sakssekvensnummer}
    dag = {"bydel": "frogner", "dato": i_dag()}
    tjenesten = _tjenesten()
    return Objekter(
        {"bydel": "frogner", "innkomst_id": rad.pk, "andre_id": lik.pk, "nr": 1, "side": 1} | tjenesten | _papir(),
        saken
        | {"postnr": jp.journalpostnummer, "objekt": fil.pk, "side": 1}
        | {"dokument": fil.dokumentbeskrivelse_id, "fil": versjon.pk, "pk": _en_lagring(fil)},
        dag | {"linje": med_funn.pk, "pk": med_funn.pk, "slag": "post"} | tjenesten | _pekt_paa(jp),
        saken | dag | {"nummer": linje.innfoersel_id},
        {"bydel": "frogner", "pk": _et_uttrekk(), "filnavn": "arkivuttrekk.xml"},
        _forvaltet(),
        {"bydel": "frogner", "pk": _bestilt()},
    )


def _pekt_paa(jp: Any) -> dict[str, Any]:
    """The klasse, a party and a person of an entry."""
    with som("kari", "frogner"):
        part = jp.korrespondanseparter.filter(saksbehandler__isnull=True)[0]
        return {"klasse": jp.mappe.klasse_id, "part": part.pk, "person": bruker("ola").pk, "post": jp.pk}


def _mottatt() -> tuple[Any, Any]:
    """A mail with files, and another much like it; one more belongs to no bydel."""
    filer = (("kart.pdf", "application/pdf", pdf(["Kart"])), ("brev.docx", WORD, docx("Utfyllende")))
    rad = motta_og_les(brev("Spørsmål om gangvei", "Hei.\n\nKan dere brøyte?", vedlegg=filer))
    lik = motta_og_les(brev("Spørsmål om gangvei", "Hei.\n\nKan dere strø?"))
    motta_og_les(brev("Til ingen bydel"), "postmottak@ukjent.bysak.example")
    return rad, lik


def _en_lagring(fil: Dokumentobjekt) -> UUID:
    """What Ola saved from Word, and has not let go of."""
    with som("ola", "frogner", "rediger") as ola:
        laan = Redigering.objects.create(
            dokumentbeskrivelse=fil.dokumentbeskrivelse, bruker_id=ola.bruker_id, filnavn=fil.filnavn, versjonsnummer=1,
            mime_type=fil.mime_type, sjekksum=fil.sjekksum, arkivert_sjekksum=fil.sjekksum,
            filstoerrelse=fil.filstoerrelse, utloeper=naa() + timedelta(days=1),
        )  # fmt: skip
        lagring = Mellomversjon(redigering=laan, sjekksum=fil.sjekksum, filstoerrelse=fil.filstoerrelse, til_side=True)
        lagring.save(force_insert=True)
    return lagring.pk


def _tjenesten() -> dict[str, Any]:
    """A miss to explain, an alarm to acknowledge, and what somebody has told of."""
    with med_klokke(naa() - timedelta(days=7)):
        sen = motta_og_les(brev("Kom for sent"))
    valg = valg_i_frogner(aktoer("kari"), "Kom for sent")
    with som("kari", "frogner", "registrer") as kari:
        registrer(sen, valg, av=kari)
        alarm = Kanalalarm.objects.create(slag=Kanalalarm.Slag.STILLE, kanal=Kanal.EPOST, sist_tid=naa())
        maaling = Maaling.objects.get(innkomst_id=sen.pk)
    return {"maaling": maaling.pk, "alarm": alarm.pk, "tilbakemelding": _tilbakemelding()}


def _tilbakemelding() -> UUID:
    with som("ola", "frogner", "meld fra") as ola:
        den = meld_fra("Knappen er borte.", av=ola, utgave="1", side="/saker")
    with som("siv", "frogner", "svar på en tilbakemelding") as siv:
        return svar_paa(den, status="arbeid", svar="Vi ser på det.", av=siv).pk


def _bestilt() -> UUID:
    """Lists that Kari has ordered: one is made, one stopped, one is being made."""
    with som("kari", "frogner", "bestill en fil") as kari:
        alle = [bestill_fil("Saker", sti="/saker?som=csv", valgt="", sterk=False, av=kari) for _nr in range(3)]
        Bestilling.objects.filter(pk=alle[1].pk).update(tilstand="feilet", feil="Noe gikk galt. Prøv igjen.")
        Bestilling.objects.filter(pk=alle[2].pk).update(tilstand="lages", gjort=1000, i_alt=4000)
    lag(alle[0].pk, virksomhet("frogner").pk)
    return alle[0].pk


def _forvaltet() -> dict[str, Any]:
    """What the pages of administration are about: the leader of Frogner, her role and absence, a unit."""
    nora = bruker("nora")
    with som("nora", "frogner", "registrer fravær") as av:
        fravaer = registrer_fravaer(nora, fra=i_dag(), til=i_dag(), av=av)
        rolle = Rolletildeling.objects.get(bruker=nora)
        enhet = AdministrativEnhet.objects.get(navn="Oppvekst")
    funnet = {"bydel": "frogner", "person": nora.pk, "rolle": rolle.pk, "fravaer": fravaer.pk, "enhet": enhet.pk}
    with som("siv", "frogner", "ny versjon av klassifikasjon") as siv:
        ny = ny_versjon(Klassifikasjonssystem.objects.filter(arvtakere__isnull=True)[0], tittel="Neste", av=siv)
        overgang = Klasseovergang.objects.filter(til_klasse__klassifikasjonssystem=ny)[0]
        arkivdel = Arkivdel.objects.get(arkivdelstatus=Arkivdelstatus.AKTIV)
        felt = opprett_metadatafelt(
            Metadatafelt.Enhet.MAPPE, navn="lokale", ledetekst="Lokale", verditype=Metadatafelt.Verditype.TEKST, av=siv
        )
        endre_arkivdel(arkivdel, tittel=arkivdel.tittel, aapen_for_alle_moduler=True, av=siv)
        rett = gi_modul_rett(arkivdel, modul=None, av=siv)
        formatet = Arkivformat.objects.all()[0]
        system = opprett_klassifikasjonssystem("Steder", type="Emnebasert, ett nivå", av=siv)
        bruken = ta_i_bruk_sekundaersystem(arkivdel, system=system, av=siv)
        hjemmel = ny_hjemmel("fvl § 35", av=siv)
        varsel = Varsel.objects.create(mottaker=nora, emne="2026/1-1 er fordelt til deg", feil="550 Ukjent", forsoek=1)
        klient = opprett_integrasjon("Fagsystem", eier=nora, returadresser=["https://fag.example/tilbake"], av=siv)
        venter = ventende().values_list("pk", flat=True).first()
        kobling = koble_gruppe("ledere", Rolle.LEDER, navn="Ledere", leverandoer="entra", av=siv)
        dag = ny_bydelsdag(legg_til_arbeidsdager(i_dag(), 1), slutt=None, grunn="Planleggingsdag", av=siv)
    funnet |= {"bruken": bruken.pk, "hjemmel": hjemmel.pk, "varsel": varsel.pk}
    funnet |= {"klient": klient.integrasjon.pk, "dag": dag.pk, "utfall": "avvist", "grunn": "uleselig"}
    funnet |= {"kobling": kobling.pk, "mal": "brev"}
    funnet |= {"felt": felt.pk, "rett": rett.pk, "format": formatet.pk, "utvalg": "versjoner", "objekt": venter}
    funnet |= {"system": ny.forloeper_id, "klasse": overgang.fra_klasse_id, "overgang": overgang.pk}
    funnet |= _mottakersystem() | _postkasse() | _abonnement()
    gitt_opp("frogner")
    return funnet | {"arkiv": arkivdel.arkiv_id, "arkivdel": arkivdel.pk, "hva": "arkivdel", "pk": arkivdel.pk}


def _abonnement() -> dict[str, Any]:
    """A subscription, and a message that its receiver never took."""
    klienten = maskin("Arkiverer").integrasjon
    with som("siv", "frogner", "registrer abonnement") as siv:
        det = opprett_abonnement(klienten, adresse="https://fag.example/inn", av=siv).abonnement
        den = be_om_proeve(det, av=siv)
        noter_bestilt(den, tilstand=Utlevering.Tilstand.STANSET, svar="Mottakeren svarte 503", av=siv)
    return {"abonnement": det.pk, "utlevering": den.pk}


def _postkasse() -> dict[str, Any]:
    """A mailbox that does not answer, with a message that could not be taken in."""
    with som("siv", "frogner", "sett opp postkasse") as siv:
        valg = Oppsett("Postmottaket", "127.0.0.1", "post@frogner.example", 1, "ingen", hemmelighet="p")
        kasse = opprett_postkasse(oppsett=valg, av=siv)
        Postkasse.objects.filter(pk=kasse.pk).update(aktiv=True, feil="Ingen svarer.", feil_siden=naa())
        melding = Postmelding.objects.create(
            virksomhet=kasse.virksomhet, postkasse=kasse, uidvalidity=1, uid=1, avsender="Ebba Lønnfjell",
            stoerrelse=200_000_000, levert_tid=naa(), feil="Meldingen er for stor.", forsoek=2,
        )  # fmt: skip
    return {"postkasse": kasse.pk, "melding": melding.pk}


def _papir() -> dict[str, Any]:
    bunke = lastet_opp("sbs")
    return {"bunke_id": bunke.pk, "brev_id": brevene(bunke)[0].pk, "nummer": 1}


def _mottakersystem() -> dict[str, Any]:
    with som("siv", "frogner", "sett opp mottakersystem") as siv:
        adresse = "http://127.0.0.1:1"
        system = opprett_mottakersystem(navn="SvarInn", adresse=adresse, brukernavn="b", passord="p", av=siv)
        leveranse = Leveranse.objects.create(
            virksomhet=system.virksomhet,
            mottakersystem=system,
            ekstern_id="1",
            avsender="Prøvevik kommune",
            feil="Ødelagt.",
        )
    return {"mottakersystem": system.pk, "leveranse": leveranse.pk}


def _et_uttrekk() -> UUID:
    with som("siv", "frogner", "bestill uttrekk") as siv:
        perioden = Arkivdel.objects.get(arkivdelstatus=Arkivdelstatus.AVSLUTTET)
        uttrekk = bestill_i_bakgrunnen(Utvalg((perioden.pk,)), av=siv)
    return lag_og_kontroller(uttrekk.pk, virksomhet("frogner").pk, av=prosessaktoer("jobb")).pk


def adressene(urlconf: str, objekter: Objekter) -> dict[str, str]:
    """The name and address of everything in a table of contents, filled in. KeyError for a part nobody has made."""
    funnet: dict[str, str] = {}
    for navn, rute in _ruter(import_module(urlconf).urlpatterns):
        if navn.startswith("leverandoer_"):
            continue  # where providers of logins are met; none is set up here
        verdier = getattr(objekter, "offentlig" if "offentlig" in urlconf else rute.split("/")[0], objekter.journal)
        funnet[navn] = "/" + DEL.sub(lambda del_, verdier=verdier: str(verdier[del_[1]]), rute)  # type: ignore[misc]
    return funnet


def _ruter(moenstre: list[Any], foran: str = "") -> list[tuple[str, str]]:
    ut: list[tuple[str, str]] = []
    for moenster in moenstre:
        rute = foran + str(moenster.pattern)
        if isinstance(moenster, URLResolver):
            ut += _ruter(moenster.url_patterns, rute)
        elif isinstance(moenster, URLPattern):
            ut.append((str(moenster.name), rute))
    return ut


def slag(klient: APIRequestContext, adresse: str) -> str:
    """What an address is: `side`, `fil` (or a part of a page), `videre`, `handling` (post only) or `stengt`."""
    svar = klient.get(adresse, max_redirects=0)
    if svar.status == 405:
        return "handling"
    if svar.status in (403, 404):
        return "stengt"
    if 300 <= svar.status < 400:
        return "videre"
    assert svar.ok, f"{adresse}: {svar.status}"
    hel_side = svar.headers.get("content-type", "").startswith("text/html") and "<html" in svar.text()
    return "side" if hel_side else "fil"
