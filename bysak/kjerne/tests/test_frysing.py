"""The freeze matrix from the wrong side: every row is tried with plain SQL, past the verbs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.flytting import flytt
from bysak.arkivstruktur.journalfoering import journalfoer, sett_utgaar
from bysak.arkivstruktur.koder import FRYST, LUKKET, VARIG
from bysak.arkivstruktur.mapper import opprett_mappe
from bysak.arkivstruktur.models import (
    Arkiv,
    Arkivdel,
    Avskrivning,
    Dokumentbeskrivelse,
    Dokumentflyt,
    Dokumentkobling,
    Dokumentobjekt,
    Journalpost,
    Klasse,
    Korrespondansepart,
    Mappe,
    Nummerhull,
    Registrering,
    Saksmappe,
)
from bysak.arkivstruktur.reservasjon import slett_saksmappe
from bysak.kjerne.arbeid import arbeid, begrunn
from bysak.kjerne.kalender import naa
from bysak.kjerne.vern import er_databasefeil_fra_vernet
from bysak.organisasjon.models import AdministrativEnhet
from bysak.saksbehandling.fordeling import fordel
from tests.saker import en_fil, en_sak, et_brev, stoppes
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db


def nektes(hvorfor: str, gjoer: Callable[..., object]) -> None:
    with pytest.raises(DatabaseError, match=hvorfor) as feil, transaction.atomic():
        gjoer()
    setning = er_databasefeil_fra_vernet(feil.value)
    assert setning.endswith(".")
    assert "CONTEXT" not in setning


def laast(rad: Any, hvorfor: str, **felt: Any) -> None:
    """Each of the fields alone."""
    for navn, verdi in felt.items():
        nektes(
            hvorfor, lambda navn=navn, verdi=verdi: type(rad)._base_manager.filter(pk=rad.pk).update(**{navn: verdi})
        )


def aapent(rad: Any, **felt: Any) -> None:
    for navn, verdi in felt.items():
        assert type(rad)._base_manager.filter(pk=rad.pk).update(**{navn: verdi}) == 1, navn


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.fixture
def lukket(kari):
    """A closed case with an incoming letter that was written off, an outgoing one, and their documents."""
    sak = en_sak(kari)
    inn, ut = et_brev(sak, kari), et_brev(sak, kari, type="U")
    for jp in (inn, ut):
        en_fil(jp, kari, hoveddokument=True)
    inn, ut = journalfoer(inn, av=kari), journalfoer(ut, av=kari)
    avskriv(inn, maate="BU", av=kari, besvart_av=ut)
    sak = avslutt_saksmappe(sak, av=kari)
    return sak, Journalpost.objects.get(pk=inn.pk), Journalpost.objects.get(pk=ut.pk)


@pytest.mark.krav("3.2.2", "3.2.10", "3.2.6")
def test_en_avsluttet_sak_er_laast_i_det_som_betyr_noe(lukket):
    sak = lukket[0]
    laast(
        sak, "avsluttet", tittel="x", dokumentmedium="F", saksdato=date(2020, 1, 1), klasse_id=None,
        saksansvarlig=bruker("ola"),
        administrativ_enhet=AdministrativEnhet.objects.exclude(pk=sak.administrativ_enhet_id)[0],
    )  # fmt: skip
    aapent(sak, utlaant_til="Arkivet", utlaant_dato=date(2026, 1, 1), offentlig_tittel="***", beskrivelse="x")


def test_saksnummer_og_opphav_endres_aldri_heller_ikke_av_administrator():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp = et_brev(sak, kari)
    with arbeid(som=aktoer("siv"), i=virksomhet("frogner"), overstyring="vil gjerne"):
        laast(
            sak,
            "aldri endres",
            mappe_id="1/1",
            saksaar=1999,
            sakssekvensnummer=9999,
            opprettet_av="x",
            opprettet_dato=naa(),
        )
        laast(jp, "Opphavet", opprettet_av="x", opprettet_dato=naa())
    with som("siv", "frogner"):
        laast(jp, "Løpenummeret", journalaar=1999, journalsekvensnummer=99999)


@pytest.mark.krav("3.2.22")
def test_mottattdato_er_laast_naar_et_inngaaende_brev_er_journalfoert(kari):
    jp = et_brev(en_sak(kari), kari)
    aapent(jp, mottatt_dato=naa() - timedelta(days=1))
    jp = journalfoer(jp, av=kari)
    laast(jp, "Mottattdato", mottatt_dato=naa())
    aapent(jp, tittel="Bedre tittel", dokumentets_dato=date(2026, 1, 1))


@pytest.mark.krav("3.2.14", "3.2.23", "3.2.13")
def test_et_arkivert_brev_er_laast(lukket):
    inn = lukket[1]
    laast(
        inn, "arkivert", tittel="x", dokumentmedium="F", journalposttype="U", journaldato=date(2020, 1, 1),
        dokumentets_dato=date(2020, 1, 1), journalstatus="J", arkivert_dato=None, arkivert_av="",
    )  # fmt: skip
    part = inn.korrespondanseparter.get()
    laast(part, "Partene", navn="x", korrespondanseparttype="EM", saksbehandler=bruker("ola"))
    nektes("Partene", part.delete)
    nektes(
        "Partene", lambda: Korrespondansepart.objects.create(registrering=inn, korrespondanseparttype="EK", navn="Ny")
    )
    aapent(inn, utlaant_til="Arkivet", skjermede_ord=[0], offentlig_tittel="***")
    aapent(part, skjermet=True)


@pytest.mark.krav("3.2.24")
@pytest.mark.parametrize("type", ["U", "N", "X", "S"])
def test_et_dokument_vi_har_laget_er_laast_naar_det_er_journalfoert(kari, type):
    jp = et_brev(en_sak(kari), kari, type=type)
    aapent(jp, tittel="Ny tittel", sendt_dato=naa())
    aapent(jp.korrespondanseparter.first(), navn="Annet navn")
    jp = journalfoer(jp, av=kari)
    laast(jp, "ekspedert", tittel="x", journalposttype="I", dokumentets_dato=date(2020, 1, 1), sendt_dato=None)
    laast(jp.korrespondanseparter.first(), "Partene", navn="x")
    nektes(
        "Partene", lambda: Korrespondansepart.objects.create(registrering=jp, korrespondanseparttype="EK", navn="Ny")
    )
    nektes("Partene", jp.korrespondanseparter.all()[0].delete)


@pytest.mark.krav("3.2.4", "2.5.5")
def test_en_avsluttet_sak_tar_ikke_imot_og_slipper_ikke_fra_seg_journalposter(kari, lukket):
    sak, inn, _ = lukket
    annen = en_sak(kari)
    jp = et_brev(annen, kari)
    nektes("tar ikke imot", lambda: Registrering.objects.filter(pk=jp.pk).update(mappe=sak, journalpostnummer=9))
    nektes("tar ikke imot", lambda: Registrering.objects.filter(pk=inn.pk).update(mappe=annen, journalpostnummer=9))
    jp.pk, jp.journalsekvensnummer, jp.journalpostnummer, jp.mappe = None, 999999, 9, sak
    nektes("tar ikke imot", lambda: jp.save(force_insert=True))


@pytest.mark.krav("3.2.17", "2.6.7", "2.7.7")
def test_en_arkivert_journalpost_tar_ikke_imot_og_mister_ikke_dokumenter(kari, lukket):
    inn = lukket[1]
    kobling = inn.koblinger.get()
    fil = kobling.dokumentbeskrivelse.objekter.get()
    nytt = Dokumentbeskrivelse.objects.create(tittel="Nytt")
    nektes(
        "tar ikke imot",
        lambda: Dokumentkobling.objects.create(
            registrering=inn, dokumentbeskrivelse=nytt, tilknyttet_registrering_som="V", dokumentnummer=9
        ),
    )
    nektes("kan ikke fjernes", kobling.delete)
    nektes("kan ikke slettes", fil.delete)
    aapen = et_brev(en_sak(kari), kari)
    nektes("tar ikke imot", lambda: Dokumentkobling.objects.filter(pk=kobling.pk).update(registrering=aapen))
    nektes("aldri endres", lambda: Dokumentkobling.objects.filter(pk=kobling.pk).update(dokumentbeskrivelse=nytt))


@pytest.mark.krav("3.2.31", "3.2.32")
def test_en_fil_byttes_aldri_ut_og_et_ferdig_dokument_aapnes_ikke(kari):
    fil = en_fil(et_brev(en_sak(kari), kari), kari, format="av/0")
    laast(
        fil, "aldri byttes ut", sjekksum="c" * 64, filstoerrelse=1, referanse_dokumentfil="x", mime_type="text/html",
        versjonsnummer=2, sjekksum_algoritme="MD5",
    )  # fmt: skip
    laast(fil.dokumentbeskrivelse, "ferdigstilt", dokumentstatus="B")
    aapent(fil, format="fmt/477", format_detaljer="PDF/A-2b", filnavn="annet.pdf")
    laast(fil, "fastslått", format="fmt/1", variantformat="O")
    nektes(
        "ferdigstilt",
        lambda: Dokumentobjekt.objects.create(
            dokumentbeskrivelse=fil.dokumentbeskrivelse, variantformat="P", versjonsnummer=1, sjekksum="d" * 64,
            referanse_dokumentfil="d" * 64, filstoerrelse=1,
        ),
    )  # fmt: skip


@pytest.mark.krav("3.2.33")
def test_tittelen_paa_et_ferdig_dokument_kan_rettes(kari, lukket):
    aapent(lukket[1].koblinger.get().dokumentbeskrivelse, tittel="Rettet tittel")


def test_avskrivning_og_dokumentflyt_er_spor_som_staar(kari, lukket):
    avskrivning = Avskrivning.objects.get(registrering=lukket[1])
    laast(avskrivning, "kan ikke endres", avskrivningsdato=date(2020, 1, 1), avskrevet_av="x", avskrivningsmaate="TE")
    nektes("kan ikke slettes", avskrivning.delete)
    jp = et_brev(en_sak(kari), kari)
    fordel(jp, enhet=AdministrativEnhet.objects.all()[0], saksbehandler=bruker("ola"), av=kari)
    flyt = Dokumentflyt.objects.get(registrering=jp)
    laast(flyt, "kan ikke endres", flyt_til="x", flyt_fra="x", flyt_sendt_dato=naa())
    nektes("kan ikke slettes", flyt.delete)


@pytest.mark.krav("2.5.2")
def test_journalposter_ligger_bare_i_saker_ogsaa_utenom_verbene(kari):
    sak, mappe = en_sak(kari), opprett_mappe(Klasse.objects.get(klasse_id="200"), tittel="Kart", av=kari)
    jp = et_brev(sak, kari)
    assert stoppes(et_brev, mappe, kari) == {"jp.ikke_saksmappe"}
    assert stoppes(flytt, [jp], til=mappe, grunn="x", av=kari) == {"flytt.ikke_saksmappe"}
    nektes("bare ligge i en sak", lambda: Registrering.objects.filter(pk=jp.pk).update(mappe=mappe))
    laast(sak, "annen slags mappe", art="mappe")


@pytest.mark.krav("3.2.12")
def test_en_sak_med_noe_journalfoert_slettes_ikke_foer_den_er_avsluttet_heller(kari):
    sak = en_sak(kari)
    et_brev(sak, kari, journalfoert=True)
    assert stoppes(slett_saksmappe, Saksmappe.objects.get(pk=sak.pk), grunn="x", av=kari) == {"slettsak.journalpost"}
    with transaction.atomic():
        begrunn("rydder")
        Mappe.objects.filter(pk=sak.pk)._raw_delete("default")
        with connection.cursor() as peker, pytest.raises(DatabaseError, match="foreign key"):
            peker.execute("set constraints all immediate")
        transaction.set_rollback(True)


@pytest.mark.krav("3.2.3", "3.2.16", "3.2.19")
def test_det_som_har_vaert_endelig_slettes_ikke_og_blir_ikke_utkast_igjen(lukket):
    sak, inn, ut = lukket
    for rad in (inn, ut):
        nektes(
            "kan ikke slettes|Partene|kan ikke fjernes",
            lambda rad=rad: Registrering.objects.filter(pk=rad.pk)._raw_delete("default"),
        )
    nektes("avsluttet sak", lambda: Mappe.objects.filter(pk=sak.pk)._raw_delete("default"))


@pytest.mark.krav("3.2.19")
@pytest.mark.parametrize("vei", ["journalfoert", "utgaar"])
def test_en_gang_endelig_alltid_endelig_uansett_hvem_som_setter_statusen(vei):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        if vei == "utgaar":
            sett_utgaar(jp, grunn="feilregistrert", av=kari)
        else:
            # Past the verb, as an import or a mended row would do it.
            Registrering.objects.filter(pk=jp.pk).update(journalstatus="J", journaldato=date(2026, 1, 1))
    with som("kari", "frogner"):
        jp = Journalpost.objects.get(pk=jp.pk)
        assert jp.foerst_endelig is not None
        laast(jp, "første gang", foerst_endelig=None)
        laast(jp, "utkast igjen", journalstatus="M")
        nektes("kan ikke slettes", lambda: Registrering.objects.filter(pk=jp.pk)._raw_delete("default"))


@pytest.mark.krav("2.3.6", "6.2.4", "6.2.6", "2.4.4", "2.4.5", "2.3.1")
def test_lukkede_foreldre_tar_ikke_imot_nye_barn(kari):
    sak = en_sak(kari)
    gammel = Arkivdel.objects.get(arkivdelstatus="P")
    nektes("tar ikke imot nye saker", lambda: Mappe.objects.filter(pk=sak.pk).update(arkivdel=gammel))
    nektes("laveste nivå", lambda: Mappe.objects.filter(pk=sak.pk).update(klasse=Klasse.objects.get(klasse_id="2")))
    Klasse.objects.filter(klasse_id="500").update(avsluttet_dato=naa())
    nektes(
        "Klassen er avsluttet",
        lambda: Mappe.objects.filter(pk=sak.pk).update(klasse=Klasse.objects.get(klasse_id="500")),
    )
    laast(gammel, "avsluttet og låst", tittel="x")
    laast(Klasse.objects.get(klasse_id="500"), "aldri endres", klasse_id="501")
    Arkiv.objects.update(avsluttet_dato=naa())
    nektes("Arkivet er avsluttet", lambda: Arkivdel.objects.create(arkiv=gammel.arkiv, tittel="Ny"))


def test_et_nummer_som_forsvinner_har_en_forklaring_som_ikke_kan_fjernes(kari):
    jp = et_brev(en_sak(kari), kari)
    jp.korrespondanseparter.all().delete()
    nektes("Skriv hvorfor", lambda: Registrering.objects.filter(pk=jp.pk)._raw_delete("default"))
    assert not Nummerhull.objects.exists()


def test_hver_rad_i_reglene_er_en_utloeser_i_databasen():
    with connection.cursor() as peker:
        peker.execute("select tgname from pg_trigger where tgname ~ '^b_(frys|lukket|varig)_\\d+$'")
        navn = {n for (n,) in peker.fetchall()}
    skal = {f"b_frys_{n}" for n in range(len(FRYST))} | {f"b_lukket_{n}" for n in range(len(LUKKET))}
    assert navn == skal | {f"b_varig_{n}" for n in range(len(VARIG))}
