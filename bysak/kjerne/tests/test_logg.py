"""Who did what, on whose behalf and why: written by the database, changed by nobody."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from bysak.arkivstruktur.arkivdeler import avslutt_arkivdel, sett_periodeskille
from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.avslutning import avslutt_saksmappe, gjenaapne_saksmappe
from bysak.arkivstruktur.dokument import ferdigstill
from bysak.arkivstruktur.journalfoering import arkiver, journalfoer, sett_utgaar
from bysak.arkivstruktur.models import Arkivdel, Dokumentbeskrivelse, Mappe, Saksmappe
from bysak.arkivstruktur.skjerming import opphev_skjerming, skjerm_registrering
from bysak.kjerne.arbeid import arbeid, foresporsel_id
from bysak.kjerne.models import Endring, Handling
from bysak.organisasjon.enheter import opprett_enhet
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Passord, Rolle
from bysak.organisasjon.personer import opprett_bruker
from bysak.organisasjon.roller import tildel_rolle
from bysak.saksbehandling.fordeling import fordel
from tests.saker import en_fil, en_sak, et_brev
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db


def siste() -> Handling:
    return Handling.objects.latest("id")


def elementer(handling: Handling, objekt: object) -> dict[str, tuple]:
    rader = Endring.objects.filter(handling=handling, objekt_id=str(objekt))
    return {e.element: (e.tidligere, e.ny) for e in rader}


def test_kari_i_frogner_handler_for_frogner_paa_vegne_av_byarkivet():
    merke = foresporsel_id.set("foresporsel-17")
    with arbeid(som=aktoer("kari"), i=virksomhet("frogner"), verb="opprett_sak", grunn="  ringte  ") as a:
        sak = en_sak(a.aktoer)
        handling = siste()
        assert handling.virksomhet == virksomhet("frogner")
        assert handling.bruker_id == bruker("kari").pk
        assert handling.bruker_navn == "Kari Tveitmo"
        assert handling.tjenesteyter == virksomhet("byarkivet")
        assert (handling.verb, handling.grunn, handling.foresporsel) == ("opprett_sak", "ringte", "foresporsel-17")
        assert elementer(handling, sak.pk)["+"][1]["tittel"] == sak.tittel
    foresporsel_id.reset(merke)


def test_bydelens_egne_handler_ikke_paa_vegne_av_noen():
    with som("ola", "frogner", verb="opprett_sak") as ola:
        en_sak(ola)
        assert siste().tjenesteyter is None


def verb_i_frogner():
    """Every verb of the floor, with the person who does it. Each step is an arbeid of its own."""
    b: dict = {}
    yield "opprett_sak", "kari", lambda a: b.update(sak=en_sak(a))
    yield "registrer", "kari", lambda a: b.update(jp=et_brev(b["sak"], a))
    yield "legg_ved", "kari", lambda a: b.update(fil=en_fil(b["jp"], a, ferdigstilt=False))
    yield "ferdigstill", "kari", lambda a: ferdigstill(Dokumentbeskrivelse.objects.get(objekter=b["fil"]), av=a)
    yield "journalfoer", "kari", lambda a: b.update(jp=journalfoer(b["jp"], av=a))
    yield (
        "fordel",
        "kari",
        lambda a: fordel(b["jp"], enhet=AdministrativEnhet.objects.all()[0], saksbehandler=bruker("ola"), av=a),
    )
    yield (
        "skjerm",
        "ola",
        lambda a: skjerm_registrering(
            b["jp"], hjemmel="Offl § 13", kode="UO", skjermede_ord={0}, offentlig_tittel="*** om gangvei",
            skjermede_parter={p.pk for p in b["jp"].korrespondanseparter.all()}, hele_dokumentet=False, av=a,
        ),
    )  # fmt: skip
    yield "opphev", "ola", lambda a: opphev_skjerming(b["jp"], av=a)
    yield "avskriv", "ola", lambda a: avskriv(b["jp"], maate="TE", av=a)
    yield "arkiver", "kari", lambda a: arkiver(b["jp"], av=a)
    yield "registrer_feil", "kari", lambda a: b.update(feil=et_brev(b["sak"], a))
    yield "utgaar", "kari", lambda a: sett_utgaar(b["feil"], grunn="feilført", av=a)
    yield "avslutt", "ola", lambda a: avslutt_saksmappe(b["sak"], av=a)
    yield "gjenaapne", "kari", lambda a: gjenaapne_saksmappe(b["sak"], grunn="ny opplysning", av=a)
    yield "enhet", "siv", lambda a: opprett_enhet("Ny enhet", av=a)
    yield "rolle", "siv", lambda a: tildel_rolle(bruker("lise"), Rolle.LEDER, av=a)
    yield (
        "periodeskille",
        "siv",
        lambda a: sett_periodeskille(
            Arkivdel.objects.get(arkivdelstatus="A"), tittel="Ny", start=date(2027, 1, 1), av=a
        ),
    )
    yield "lukk", "kari", lambda a: [avslutt_saksmappe(s, av=a, avskriv_rest=True) for s in _aapne_saker()]
    yield "avslutt_periode", "siv", lambda a: avslutt_arkivdel(Arkivdel.objects.get(arkivdelstatus="O"), av=a)


def _aapne_saker():
    return Saksmappe.objects.filter(avsluttet_dato__isnull=True).order_by("pk")


@pytest.mark.krav("6.4.28", "3.2.15", "3.2.11")
def test_hvert_verb_etterlater_en_handling_med_sine_endringer():
    for verb, hvem, gjoer in verb_i_frogner():
        with som(hvem, "frogner", verb=verb) as a:
            nyeste = siste().pk
            gjoer(a)
            nye = list(Handling.objects.filter(pk__gt=nyeste))
            assert [(h.verb, h.bruker_id) for h in nye] == [(verb, a.bruker_id)], verb
            assert Endring.objects.filter(handling=nye[0]).exists(), verb


def test_en_endring_har_gammel_og_ny_verdi_og_en_som_intet_endrer_etterlater_intet():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        versjon = Mappe.objects.get(pk=sak.pk).versjon
    with som("kari", "frogner", verb="rett"):
        nyeste = siste().pk
        sak = Saksmappe.objects.get(pk=sak.pk)
        sak.save()
        Mappe.objects.filter(pk=sak.pk).update(tittel=sak.tittel, versjon=versjon)
        assert Handling.objects.filter(pk__gt=nyeste).count() == 0
        assert Mappe.objects.get(pk=sak.pk).versjon == versjon
        sak.tittel, sak.noekkelord = "Rettet", ["gangvei"]
        sak.save()
        assert elementer(siste(), sak.pk) == {
            "tittel": ("Gangvei ved Kvernbekken", "Rettet"),
            "noekkelord": ([], ["gangvei"]),
        }


def test_versjonen_teller_og_hvem_som_endret_staar_paa_raden():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        assert (sak.opprettet_av, sak.endret_av, sak.versjon) == ("Kari Tveitmo", "", 1)
    with som("ola", "frogner"):
        Mappe.objects.filter(pk=sak.pk).update(beskrivelse="a", versjon=99, endret_av="en annen", endret_dato=None)
        sak = Saksmappe.objects.get(pk=sak.pk)
        assert (sak.opprettet_av, sak.endret_av, sak.versjon) == ("Kari Tveitmo", "Ola Myrstad", 2)
        assert sak.endret_dato is not None


@pytest.mark.parametrize("modell", [Handling, Endring])
def test_ingen_faar_rette_slette_eller_foere_i_loggen(modell):
    with som("siv", "byarkivet"):
        for forsoek in (
            lambda: modell.objects.all()._raw_delete("default"),
            lambda: modell.objects.update(virksomhet_id=virksomhet("byarkivet").pk),
            modell.objects.create,
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                forsoek()


def test_en_handling_kan_ikke_henge_endringer_paa_en_annens():
    with som("kari", "frogner", verb="foerst") as kari:
        en_sak(kari)
        foerste = siste()
    with som("ola", "frogner", verb="sist") as ola:
        with connection.cursor() as peker:
            peker.execute("select set_config('bysak.handling', %s, true)", ["1"])
        en_sak(ola)
        assert siste().pk != foerste.pk
        assert (siste().verb, siste().bruker_navn) == ("sist", "Ola Myrstad")


def test_passord_og_kladder_staar_aldri_i_loggen():
    from bysak.mottak.models import Innkomst

    with som("siv", "byarkivet") as siv:
        ny = opprett_bruker("ny.person", "Ny Person", av=siv, passord="et-hemmelig-passord")
        Bruker.objects.filter(pk=ny.pk).update(navn="Ny Navnesen")
        Passord.objects.filter(bruker=ny).update(hash="annet")
        rader = list(Endring.objects.filter(objekt_id=str(ny.pk)).order_by("id"))
        assert [(r.objekttype, r.element) for r in rader] == [
            ("organisasjon_bruker", "+"), ("organisasjon_bruker", "passord_satt"), ("organisasjon_passord", "+"),
            ("organisasjon_bruker", "navn"),
        ]  # fmt: skip
        assert "argon2" not in str([r.ny for r in rader])
    with som("kari", "frogner"):
        rad = Innkomst.objects.create(
            kanal="epost", ekstern_id="x", raa_sjekksum="0" * 64, raa_stoerrelse=1, frist="2026-12-01T12:00Z",
            fristregel="x", tekst="Kjære bydel, en fortrolig sak", kladd={"tittel": "utkast"},
        )  # fmt: skip
        Innkomst.objects.filter(pk=rad.pk).update(kladd={"tittel": "utkast to"}, leveringer=2)
        logget = str(list(Endring.objects.filter(objekt_id=str(rad.pk)).values_list("ny", "tidligere")))
        assert "utkast" not in logget
        assert "fortrolig" not in logget


@pytest.mark.krav("2.9.3")
def test_overstyring_krever_en_grunn_som_staar_paa_handlingen():
    with som("ola", "frogner") as ola:
        sak = en_sak(ola)
        avslutt_saksmappe(sak, av=ola)
        with pytest.raises(DatabaseError, match="låst"), transaction.atomic():
            Mappe.objects.filter(pk=sak.pk).update(tittel="Ny tittel")
    with arbeid(som=aktoer("siv"), i=virksomhet("frogner"), verb="rett_laast", overstyring="Skrivefeil i navnet"):
        Mappe.objects.filter(pk=sak.pk).update(tittel="Ny tittel")
        assert siste().overstyring == "Skrivefeil i navnet"
        assert elementer(siste(), sak.pk)["tittel"][1] == "Ny tittel"
        with pytest.raises(DatabaseError, match="aldri endres"), transaction.atomic():
            Mappe.objects.filter(pk=sak.pk).update(mappe_id="1/1")


def test_en_sletting_er_en_linje_med_alt_som_sto_der():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
    with arbeid(som=aktoer("kari"), i=virksomhet("frogner"), verb="slett", grunn="tom sak"):
        Mappe.objects.get(pk=sak.pk).delete()
        (gammel, ny) = elementer(siste(), sak.pk)["-"]
        assert (gammel["tittel"], ny) == (sak.tittel, None)
