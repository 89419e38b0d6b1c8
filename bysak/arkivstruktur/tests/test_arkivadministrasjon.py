from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.arkivadministrasjon import (
    avslutt_arkiv,
    endre_arkiv,
    endre_arkivdel,
    hindre_for_arkiv,
    hindre_for_arkivavslutning,
    hindre_for_arkivdel,
    hindre_for_arkivdelendring,
    opprett_arkiv,
    opprett_arkivdel,
)
from bysak.arkivstruktur.arkivdeler import (
    aapne_saker,
    avslutt_arkivdel,
    flytt_inn_avsluttet_sak,
    hindre_for_innflytting,
    hindre_for_overfoering,
    overfoer_aapne_saker,
    sett_periodeskille,
)
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.models import (
    Arkiv,
    Arkivdel,
    Dokumentbeskrivelse,
    Dokumentobjekt,
    Klasse,
    Klassifikasjonssystem,
    Mappe,
    Registrering,
    Saksmappe,
)
from bysak.kjerne.models import Endring
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db
SKAPER = ("999888777", "Bydel Frogner")


@pytest.fixture
def siv():
    with som("siv", "frogner") as siv:
        yield siv


def aktiv() -> Arkivdel:
    return Arkivdel.objects.get(arkivdelstatus="A")


@pytest.mark.krav("2.9.1", "2.9.4", "2.9.5", "2.3.3", "2.3.4")
def test_systemforvalteren_lager_arkiv_og_underarkiv(siv):
    over = opprett_arkiv(" Fagarkiv\x00 ", arkivskaper=SKAPER, av=siv, beskrivelse="Eldre arkiver")
    under = opprett_arkiv("Barnehagene", arkivskaper=SKAPER, av=siv, forelder=over)
    assert (over.tittel, under.forelder, under.arkivskapere.get().arkivskaper_navn) == ("Fagarkiv", over, SKAPER[1])
    annet = opprett_arkiv("Annet", arkivskaper=SKAPER, av=siv)
    assert endre_arkiv(under, tittel="Skolene", av=siv, forelder=annet).forelder == annet
    endring = Endring.objects.filter(objekt_id=str(under.pk), element="tittel").get()
    assert (endring.tidligere, endring.ny) == ("Barnehagene", "Skolene")
    assert stoppes(endre_arkiv, annet, tittel="x", av=siv, forelder=under) == {"arkiv.ring"}
    assert stoppes(endre_arkiv, annet, tittel="x", av=siv, forelder=annet) == {"arkiv.ring"}


@pytest.mark.krav("2.3.1")
def test_det_som_stopper_et_arkiv_er_det_tvillingen_sier(siv):
    med_deler = Arkiv.objects.get()
    lukket = avslutt_arkiv(opprett_arkiv("Lukket", arkivskaper=SKAPER, av=siv), av=siv)
    assert (lukket.arkivstatus, lukket.avsluttet_av) == ("A", "Siv Ramnefjell")
    for tittel, forelder, kode in (
        ("\u200b", None, "arkiv.tittel"),
        ("x" * 251, None, "arkiv.lang_tittel"),
        ("Nytt", lukket, "arkiv.over_avsluttet"),
        ("Nytt", med_deler, "arkiv.over_har_deler"),
    ):
        assert koder(hindre_for_arkiv(tittel, forelder)) == {kode}
        assert stoppes(opprett_arkiv, tittel, arkivskaper=SKAPER, av=siv, forelder=forelder) == {kode}
    assert koder(hindre_for_arkivavslutning(med_deler)) == stoppes(avslutt_arkiv, med_deler, av=siv)
    assert koder(hindre_for_arkivavslutning(med_deler)) == {"arkiv.aapne_deler"}
    assert stoppes(avslutt_arkiv, lukket, av=siv) == {"arkiv.avsluttet"}
    assert stoppes(endre_arkiv, lukket, tittel="x", av=siv) == {"arkiv.avsluttet"}
    ny: dict[str, Any] = {"tittel": "Ny", "klassifikasjonssystem": None}
    assert koder(hindre_for_arkivdel(lukket, **ny)) == {"arkiv.avsluttet"}
    assert stoppes(opprett_arkivdel, lukket, start=date(2026, 1, 1), av=siv, **ny) == {"arkiv.avsluttet"}
    with pytest.raises(DatabaseError, match="Arkivet er avsluttet"), transaction.atomic():
        Arkivdel.objects.create(arkiv=lukket, tittel="Ny")
    with pytest.raises(DatabaseError, match="avsluttet og låst"), transaction.atomic():
        Arkiv.objects.filter(pk=lukket.pk).update(tittel="x")


@pytest.mark.krav("2.3.3")
def test_et_arkiv_har_underarkiv_eller_arkivdeler_aldri_begge(siv):
    over = opprett_arkiv("Over", arkivskaper=SKAPER, av=siv)
    under = opprett_arkiv("Under", arkivskaper=SKAPER, av=siv, forelder=over)
    ny: dict[str, Any] = {"tittel": "Ny", "klassifikasjonssystem": None}
    assert stoppes(opprett_arkivdel, over, start=date(2026, 1, 1), av=siv, **ny) == {"arkivdel.underarkiv"}
    with pytest.raises(DatabaseError, match="underarkiv"), transaction.atomic():
        Arkivdel.objects.create(arkiv=over, tittel="Ny")
    with pytest.raises(DatabaseError, match="har arkivdeler"), transaction.atomic():
        Arkiv.objects.filter(pk=under.pk).update(forelder=aktiv().arkiv_id)
    assert stoppes(avslutt_arkiv, over, av=siv) == {"arkiv.aapne_underarkiv"}
    opprett_arkivdel(under, start=date(2026, 1, 1), av=siv, **ny)


@pytest.mark.krav("2.9.6", "6.2.12", "6.2.1")
def test_en_arkivdel_sier_hvordan_den_er_delt_og_hvor_papirene_er(siv):
    ny = opprett_arkivdel(Arkiv.objects.get(), tittel="Papir", start=date(2026, 1, 1), av=siv)
    assert (ny.arkivdelstatus, ny.arkivperiode_start_dato) == ("A", date(2026, 1, 1))
    ny = endre_arkivdel(
        ny, tittel="Papirarkivet", beskrivelse="Deles hvert fjerde år", dokumentmedium="F",
        oppbevaringssted=["Kjeller 2, reol 4", " "], av=siv,
    )  # fmt: skip
    assert (ny.oppbevaringssted, ny.dokumentmedium) == (["Kjeller 2, reol 4"], "F")
    for valg, kode in (
        ({"dokumentmedium": "F"}, "arkivdel.sted"),
        ({"dokumentmedium": "Z"}, "arkivdel.medium"),
        ({"oppbevaringssted": ["x" * 201]}, "arkivdel.langt_sted"),
        ({"tittel": " "}, "arkiv.tittel"),
    ):
        felt: dict[str, Any] = {"tittel": "Ny", "dokumentmedium": "E", "oppbevaringssted": []} | valg
        assert koder(hindre_for_arkivdelendring(ny, **felt)) == stoppes(endre_arkivdel, ny, av=siv, **felt) == {kode}
    lukket = avslutt_arkivdel(ny, av=siv)
    assert stoppes(endre_arkivdel, lukket, tittel="Annet", av=siv) == {"arkivdel.avsluttet"}


@pytest.mark.krav("2.9.1", "2.9.4", "2.9.5", "2.9.6", "2.3.4")
@pytest.mark.parametrize("hvem", ["kari", "nora", "ola", "lise"])
def test_bare_systemforvalteren_naar_arkiv_og_arkivdeler(hvem):
    with som(hvem, "frogner") as av:
        arkiv, arkivdel, sak = Arkiv.objects.get(), aktiv(), Saksmappe.objects.earliest("opprettet_dato")
        handlinger: list[tuple[Any, Any, dict[str, Any]]] = [
            (opprett_arkiv, "Nytt", {"arkivskaper": SKAPER}),
            (endre_arkiv, arkiv, {"tittel": "Nytt"}),
            (avslutt_arkiv, arkiv, {}),
            (opprett_arkivdel, arkiv, {"tittel": "Ny", "start": date(2026, 1, 1)}),
            (endre_arkivdel, arkivdel, {"tittel": "Ny"}),
            (overfoer_aapne_saker, arkivdel, {}),
            (flytt_inn_avsluttet_sak, sak, {"arkivdel": arkivdel}),
        ]
        for verb, objekt, valg in handlinger:
            with pytest.raises(PermissionDenied, match="administrere"):
                verb(objekt, av=av, **valg)


@pytest.mark.krav("6.2.8", "6.2.9", "6.2.10", "6.2.7")
def test_aapne_saker_foeres_over_til_arvtakeren_enkeltvis_og_samlet():
    with som("kari", "frogner") as kari:
        en, to = en_sak(kari), en_sak(kari, klasse="400")
    with som("siv", "frogner") as siv:
        gammel = aktiv()
        assert stoppes(overfoer_aapne_saker, gammel, av=siv) == koder(hindre_for_overfoering(gammel))
        ny = sett_periodeskille(gammel, tittel="Ny", start=date(2027, 1, 1), av=siv)
        gammel.refresh_from_db()
        assert {en.pk, to.pk} <= {s.pk for s in aapne_saker(gammel)}
        assert stoppes(avslutt_arkivdel, gammel, av=siv) == {"periode.aapne"}
        assert overfoer_aapne_saker(gammel, saker=[en.pk], av=siv) == 1
        resten = aapne_saker(gammel).count()
        assert overfoer_aapne_saker(gammel, av=siv) == resten
        assert {s.arkivdel_id for s in Mappe.objects.filter(pk__in=[en.pk, to.pk])} == {ny.pk}
        assert not aapne_saker(gammel).exists()
        assert Endring.objects.filter(objekt_id=str(en.pk), element="arkivdel_id").get().ny == str(ny.pk)
        assert avslutt_arkivdel(gammel, av=siv).arkivdelstatus == "P"


@pytest.mark.krav("6.2.11", "6.2.6")
def test_en_avsluttet_sak_kan_flyttes_inn_i_en_avsluttet_periode_en_aapen_ikke():
    with som("kari", "frogner") as kari:
        aapen, lukket = en_sak(kari), avslutt_saksmappe(en_sak(kari), av=kari)
    with som("siv", "frogner") as siv:
        periode = Arkivdel.objects.get(arkivdelstatus="P")
        for sak, hvor, kode in (
            (aapen, periode, "innflytting.aapen"),
            (lukket, aktiv(), "innflytting.periode"),
            (lukket, opprett_fremmed(siv), "innflytting.arkiv"),
        ):
            assert kode in koder(hindre_for_innflytting(sak, hvor))
            assert stoppes(flytt_inn_avsluttet_sak, sak, arkivdel=hvor, av=siv) == koder(
                hindre_for_innflytting(sak, hvor)
            )
        assert flytt_inn_avsluttet_sak(lukket, arkivdel=periode, av=siv).arkivdel == periode
        with pytest.raises(DatabaseError, match="tar ikke imot"), transaction.atomic():
            Mappe.objects.filter(pk=aapen.pk).update(arkivdel=periode)


def opprett_fremmed(siv) -> Arkivdel:
    annet = opprett_arkiv("Annet", arkivskaper=SKAPER, av=siv)
    return avslutt_arkivdel(opprett_arkivdel(annet, tittel="x", start=date(2020, 1, 1), av=siv), av=siv)


@pytest.mark.krav("2.1.1", "2.1.2", "2.1.3", "2.5.1")
def test_fra_en_fil_gaar_det_en_ubrutt_vei_opp_til_arkivet():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        fil = en_fil(et_brev(sak, kari), kari, hoveddokument=True)
        beskrivelse = Dokumentobjekt.objects.get(pk=fil.pk).dokumentbeskrivelse
        post = Registrering.objects.get(koblinger__dokumentbeskrivelse=beskrivelse)
        mappe = post.mappe
        assert (mappe.art, post.art) == ("saksmappe", "journalpost")
        assert mappe.klasse.klassifikasjonssystem == mappe.arkivdel.klassifikasjonssystem
        assert mappe.arkivdel.arkiv == Arkiv.objects.get()
        with pytest.raises(DatabaseError), transaction.atomic():
            Registrering.objects.create(
                art="journalpost", arkiv=mappe.arkiv, arkivdel=mappe.arkivdel, tittel="x",
                tilgangsklasse_id=mappe.tilgangsklasse_id,
            )  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            Dokumentobjekt.objects.create(referanse_dokumentfil="x", sjekksum="x", filstoerrelse=1)
        # A registrering that is no journalpost may lie straight in an arkivdel; a mappe need not be a saksmappe.
        fri = Registrering.objects.create(
            art="registrering", arkiv=mappe.arkiv, arkivdel=mappe.arkivdel, tittel="x",
            tilgangsklasse_id=mappe.tilgangsklasse_id,
        )  # fmt: skip
        assert fri.arkivdel.arkiv == mappe.arkiv
        vanlig = Mappe.objects.create(
            art="mappe", arkiv=mappe.arkiv, arkivdel=aktiv(), mappe_id="M1", tittel="x",
            tilgangsklasse_id=mappe.tilgangsklasse_id,
        )  # fmt: skip
        assert {vanlig.art, mappe.art} == {"mappe", "saksmappe"}


@pytest.mark.krav("2.2.1", "2.2.2")
@pytest.mark.parametrize(
    ("modell", "felt"),
    [
        (Arkiv, "beskrivelse"), (Arkivdel, "beskrivelse"), (Klassifikasjonssystem, "beskrivelse"),
        (Klasse, "beskrivelse"), (Mappe, "beskrivelse"), (Registrering, "beskrivelse"),
        (Dokumentbeskrivelse, "beskrivelse"),
    ],
)  # fmt: skip
def test_metadata_paa_hvert_nivaa_kan_lagres_finnes_endres_og_toemmes(siv, modell, felt):
    rad = modell.objects.order_by("opprettet_dato").last()
    for tekst in ("Ny beskrivelse", "Annen beskrivelse", ""):
        modell.objects.filter(pk=rad.pk).update(**{felt: tekst})
        assert modell.objects.filter(**{felt: tekst}, pk=rad.pk).exists()
    verdier = [e.ny for e in Endring.objects.filter(objekt_id=str(rad.pk), element=felt).order_by("id")]
    assert verdier[-3:] == ["Ny beskrivelse", "Annen beskrivelse", ""]
    with pytest.raises(DatabaseError), transaction.atomic():
        modell.objects.create(**{f.attname: getattr(rad, f.attname) for f in modell._meta.local_fields})
