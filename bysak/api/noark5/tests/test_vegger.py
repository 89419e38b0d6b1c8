"""The walls, on every resource: another virksomhet's and what one is not cleared for are not there, nor counted."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Q

from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.tests.klient import Noark, href
from bysak.arkivstruktur import models as noark
from bysak.organisasjon.tilgang import synlig_q
from tests.verden import aktoer, som

pytestmark = pytest.mark.django_db

_DOK = "koblinger__registrering__mappe"
_PAA = ("mappe", "registrering__mappe", f"dokumentbeskrivelse__{_DOK}")
# Where the case is, from each kind of row: written by itself, so that it does not repeat what it is to check.
SAKEN = {
    "mappe": ("pk",),
    "registrering": ("mappe",),
    "dokumentbeskrivelse": (_DOK,),
    "dokumentobjekt": (f"dokumentbeskrivelse__{_DOK}",),
    "konvertering": (f"dokumentobjekt__dokumentbeskrivelse__{_DOK}",),
    "merknad": _PAA,
    "part": _PAA,
    "korrespondansepart": ("registrering__mappe",),
    "nasjonalidentifikator": ("mappe", "registrering__mappe"),
    "kryssreferanse": ("mappe", "registrering__mappe", "til_mappe", "til_registrering__mappe"),
    "presedens": ("mappe", "registrering__mappe"),
    "avskrivning": ("registrering__mappe",),
    "dokumentflyt": ("registrering__mappe",),
}
VERNET = sorted(n for n, r in RESSURSER.items() if r.rot in SAKEN)


@pytest.fixture
def skjult():
    """A case that Ola is not cleared for, with at least one of every kind of thing in it."""
    ola = aktoer("ola")
    with som("ola", "frogner"):
        mine = list(noark.Mappe.objects.filter(synlig_q(ola)).values_list("pk", flat=True))
    with som("siv", "frogner"):
        skjulte = noark.Journalpost.objects.exclude(mappe__in=mine)
        post = skjulte.filter(journalposttype="I", mappe__avsluttet_dato__isnull=True)[0]
        sak = post.mappe
        annen = noark.Mappe.objects.get(pk=mine[0])
        _fyll(sak, post, annen)
    return sak.pk


def _fyll(sak, post, annen):
    noark.Merknad.objects.create(mappe=sak, merknadstekst="Hemmelig")
    noark.Part.objects.create(mappe=sak, navn="Fagseth AS", rolle="Klient")
    noark.Part.objects.create(registrering=post, navn="Torill Fagseth", rolle="Klient", er_person=True)
    notat = noark.Registrering.objects.create(
        art="arkivnotat", arkiv=sak.arkiv, mappe=sak, tittel="Notat", tilgangsklasse=sak.tilgangsklasse
    )
    for navn, er_person in (("Hellemo AS", False), ("Torill Fagseth", True)):
        noark.Korrespondansepart.objects.create(
            registrering=notat, navn=navn, korrespondanseparttype="EK", er_person=er_person
        )
    noark.Avskrivning.objects.get_or_create(
        registrering=post, defaults={"avskrivningsdato": date(2025, 1, 2), "avskrivningsmaate": "TE"}
    )
    noark.Kryssreferanse.objects.create(mappe=annen, til_mappe=sak)
    noark.Presedens.objects.create(mappe=sak, presedens_dato=date(2025, 1, 2), tittel="P", rettskildefaktor="Vedtak")
    felt: dict[str, dict[str, Any]] = {
        "matrikkelnummer": {"gaardsnummer": 1, "bruksnummer": 2},
        "byggident": {"bygningsnummer": 3},
        "planident": {"planidentifikasjon": "S-1"},
        "posisjon": {"koordinatsystem": "EPSG:4326", "x": "10.5", "y": "59.9"},
        "enhetsidentifikator": {"organisasjons_id": "999999999"},
    }
    for art, verdier in felt.items():
        noark.NasjonalIdentifikator.objects.create(mappe=sak, art=art, **verdier)
    for nummer in ("01819012345", "41819012345"):
        noark.NasjonalIdentifikator.objects.create(registrering=post, art="personidentifikator", person_id=nummer)
    objekt = noark.Dokumentobjekt.objects.filter(dokumentbeskrivelse__koblinger__registrering=post)[0]
    noark.Konvertering.objects.create(
        dokumentobjekt=objekt, konvertert_fra_format="fmt/412", konvertert_til_format="fmt/354"
    )


def _i_saken(navn, sak):
    r = RESSURSER[navn]
    q = Q(pk__in=[])
    for sti in SAKEN[r.rot]:
        q |= Q(**{sti: sak})
    return {str(pk) for pk in r.modell._base_manager.filter(q, r.bare).values_list("pk", flat=True)}


@pytest.mark.parametrize("navn", VERNET)
def test_det_en_ikke_er_klarert_for_finnes_ikke_i_noen_liste_eller_telling(navn, skjult):
    r = RESSURSER[navn]
    with som("siv", "frogner"):
        forbudt = _i_saken(navn, skjult)
    assert forbudt
    ola, siv = Noark("ola"), Noark("siv")
    olas = ola.alle(f"api/{r.rel}?$top=1000")
    assert not forbudt & {rad["systemID"] for rad in olas}
    assert ola.hent(f"api/{r.rel}")["count"] == len(olas)
    assert forbudt <= {rad["systemID"] for rad in siv.alle(f"api/{r.rel}?$top=1000")}
    ukjent = ola.kall("GET", f"api/{r.rel}{uuid4()}/")
    assert ukjent.status == 404
    for pk in sorted(forbudt)[:3]:
        assert ola.kall("GET", f"api/{r.rel}{pk}/").kropp == ukjent.kropp
        assert siv.hent(f"api/{r.rel}{pk}/")["systemID"] == pk
        for rel in r.relasjoner:
            svar = ola.kall("GET", f"api/{r.rel}{pk}/{rel}/")
            assert (svar.status, svar.kropp) == (404, ukjent.kropp)


@pytest.mark.parametrize("navn", sorted(n for n, r in RESSURSER.items() if n != "bruker"))
def test_en_annen_virksomhets_rader_finnes_ikke(navn):
    r = RESSURSER[navn]
    frogner, sagene = Noark("siv", "frogner"), Noark("siv", "sagene")
    mine = frogner.hent(f"api/{r.rel}").get("results", [])
    deres = {rad["systemID"] for rad in sagene.alle(f"api/{r.rel}?$top=1000")}
    assert not deres & {rad["systemID"] for rad in mine}
    ukjent = sagene.kall("GET", f"api/{r.rel}{uuid4()}/")
    for rad in mine[:2]:
        svar = sagene.kall("GET", href(rad, "self"))
        assert (svar.status, svar.kropp) == (404, ukjent.kropp)


def test_loggen_om_en_enhet_ser_bare_den_som_ser_enheten_og_har_rett_til_loggen(skjult):
    ola, siv = Noark("ola"), Noark("siv")
    assert ola.kall("GET", f"api/arkivstruktur/mappe/{skjult}/endringslogg/").status == 404
    logg = siv.alle(f"api/arkivstruktur/mappe/{skjult}/endringslogg/")
    assert {rad["referanseArkivenhet"] for rad in logg} == {str(skjult)}
    synlige = {rad["systemID"] for rad in ola.alle("api/arkivstruktur/mappe/?$top=1000")}
    mappe = ola.hent(f"api/arkivstruktur/mappe/{sorted(synlige)[0]}/")
    assert not any("endringslogg" in n for n in mappe["_links"])
    assert ola.hent("api/loggingogsporing/endringslogg/")["count"] == 0


def test_en_modul_ser_bare_det_den_er_registrert_paa():
    from bysak.api.tilgang.tests.klienter import TOKEN, baerer, maskin
    from bysak.arkivstruktur.modulrettigheter import gi_modul_rett

    ny = maskin()
    klient = Noark("siv")
    svar = klient.klient.post(
        TOKEN,
        {"grant_type": "client_credentials", "client_id": str(ny.integrasjon.pk), "client_secret": ny.noekkel},
    )
    modul = Noark.__new__(Noark)
    modul.klient, modul.hode = klient.klient, baerer(svar.json()["access_token"])
    lister = [f"api/{r.rel}" for n, r in RESSURSER.items() if r.pakke in ("arkivstruktur", "sakarkiv")]
    assert {sti: modul.hent(sti)["count"] for sti in lister} == dict.fromkeys(lister, 0)
    with som("siv", "frogner") as siv:
        sak = noark.Saksmappe.objects.filter(klasse__aldri_paa_nett=False, tilgangsklasse__art="aapen").order_by("pk")[
            0
        ]
        gi_modul_rett(sak, modul=ny.integrasjon.bruker, av=siv)
        poster = noark.Registrering.objects.filter(mappe=sak).count()
    assert modul.hent("api/sakarkiv/saksmappe/")["count"] == 1
    assert modul.hent("api/arkivstruktur/registrering/")["count"] == poster
    assert modul.hent("api/arkivstruktur/arkivdel/")["count"] == 1
    assert modul.hent("api/arkivstruktur/klasse/")["count"] == 0
