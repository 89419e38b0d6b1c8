"""Registration: one act makes case, entry, files, journalføring and distribution, or nothing; and never twice."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.dokumentknytning import alle_deler
from bysak.arkivstruktur.jobber import trekk_ut_tekst
from bysak.arkivstruktur.koder import TilknyttetSom
from bysak.arkivstruktur.models import Dokumentobjekt, Journalpost, Klasse, Saksmappe
from bysak.arkivstruktur.soek import soek
from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.klienter import epost
from bysak.mottak.models import Innkomst, Utfall
from bysak.mottak.registrering import Registreringsvalg, hindre_for_registrering, registrer
from bysak.mottak.tests.brev import brev, motta_og_les, rad_naa, valg_i_frogner
from bysak.mottak.utfall import gjenaapne
from bysak.organisasjon.models import AdministrativEnhet
from bysak.organisasjon.tilgang import ser
from tests.papir import pdf
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db

PDF = ("klage.pdf", "application/pdf", pdf(["Klage på foreldrebetaling", "Inntekten er misforstått."]))
TEKST = ("notat.txt", "text/plain", b"Mer om gjerdet ved ospeholtet")


def _registrer(rad: Innkomst, valg: Registreringsvalg) -> Journalpost:
    with som("kari", "frogner", "registrer") as kari:
        return registrer(rad, valg, av=kari)


def test_en_handling_registrerer_journalfoerer_og_fordeler():
    rad = motta_og_les(brev("Klage", vedlegg=(PDF, TEKST)))
    jp = _registrer(rad, valg_i_frogner(aktoer("kari"), "Klage på foreldrebetaling"))
    with som("ola", "frogner"):
        jp = Journalpost.objects.get(pk=jp.pk)
        assert (jp.journalposttype, jp.journalstatus, jp.tittel) == ("I", "J", "Klage på foreldrebetaling")
        assert jp.mottatt_dato == rad.mottatt_tid
        assert jp.restanse
        parter = {p.korrespondanseparttype: p for p in jp.korrespondanseparter.all()}
        assert (parter["EA"].navn, parter["EA"].epostadresse) == ("Ebba Lønnfjell", "ebba@lonnfjell.example")
        assert parter["IM"].saksbehandler == bruker("ola")
        assert jp.flyt.count() == 1
    rad = rad_naa(rad)
    assert (rad.utfall, rad.registrering_id, rad.utfall_av) == (Utfall.REGISTRERT, jp.pk, "Kari Tveitmo")


def test_e_posten_slik_den_kom_er_hoveddokument_og_filene_vedlegg():
    rad = motta_og_les(brev("Klage", vedlegg=(PDF, TEKST)))
    jp = _registrer(rad, valg_i_frogner(aktoer("kari"), "Klage"))
    assert _dokumenter(jp) == [
        ("H", "Klage", "message/rfc822", rad.raa_sjekksum),
        ("V", "klage", "application/pdf", rad.vedlegg.all()[0].sjekksum),
        ("V", "notat", "text/plain", rad.vedlegg.all()[1].sjekksum),
    ]
    assert all(lager.kontroller("frogner", sjekksum) for *_, sjekksum in _dokumenter(jp))


def test_et_vedlegg_kan_velges_som_hoveddokument_og_et_annet_velges_bort():
    rad = motta_og_les(brev("Klage", vedlegg=(PDF, TEKST)))
    (klage, _notat) = rad.vedlegg.all()
    valg = valg_i_frogner(aktoer("kari"), "Klage", hoveddokument=klage.pk, vedlegg=frozenset())
    assert [(rolle, tittel, mime) for rolle, tittel, mime, _ in _dokumenter(_registrer(rad, valg))] == [
        ("H", "Klage", "application/pdf"),
        ("V", "E-post", "message/rfc822"),
    ]


def _dokumenter(jp: Journalpost) -> list[tuple[str, str, str, str]]:
    with som("ola", "frogner"):
        return [
            (k.tilknyttet_registrering_som, k.dokumentbeskrivelse.tittel, o.mime_type, o.sjekksum)
            for k in jp.koblinger.select_related("dokumentbeskrivelse").order_by("dokumentnummer")
            for o in k.dokumentbeskrivelse.objekter.all()
        ]


def test_en_ny_sak_lages_i_samme_handling():
    rad = motta_og_les(brev("Ny sak"))
    jp = _registrer(rad, valg_i_frogner(aktoer("kari"), "Søknad", ny_sak="Foreldrebetaling, Lønnfjell"))
    with som("ola", "frogner"):
        sak = Saksmappe.objects.get(pk=jp.mappe.pk)
        assert (sak.tittel, sak.saksansvarlig, sak.siste_journalpostnummer) == (
            "Foreldrebetaling, Lønnfjell",
            bruker("ola"),
            1,
        )


def test_alt_som_mangler_sies_paa_en_gang_med_feltene_det_gjelder():
    rad = motta_og_les(brev("Tomt skjema"))
    with som("kari", "frogner") as kari:
        hindre = list(hindre_for_registrering(rad, Registreringsvalg(tittel=" "), av=kari))
    assert {h.felt for h in hindre} == {"sak", "tittel", "avsender_navn", "enhet", "saksbehandler"}
    assert all(h.tekst.endswith(".") for h in hindre)


def test_feltene_i_den_nye_saken_har_egne_navn():
    rad = motta_og_les(brev("Ny sak"))
    valg = valg_i_frogner(aktoer("kari"), "Brev", ny_sak=" ")
    with som("kari", "frogner") as kari:
        assert {h.felt for h in hindre_for_registrering(rad, valg, av=kari)} == {"sak_tittel"}


def test_uten_gyldige_valg_skjer_ingenting_og_ingen_nummer_er_brukt():
    rad = motta_og_les(brev("Halvt"))
    valg = valg_i_frogner(aktoer("kari"), "Halvt", ny_sak="Halv sak", enhet=None)
    foer = _antall()
    with pytest.raises(Hindret, match="Enhet mangler"):
        _registrer(rad, valg)
    assert _antall() == foer
    assert rad_naa(rad).utfall == ""


def _antall() -> tuple[int, int]:
    with som("kari", "frogner"):
        return Saksmappe.objects.count(), Journalpost.objects.count()


def test_samme_innkomne_kan_ikke_registreres_to_ganger():
    rad = motta_og_les(brev("En gang"))
    jp = _registrer(rad, valg_i_frogner(aktoer("kari"), "En gang"))
    with pytest.raises(Hindret, match=f"alt registrert som {jp.registrerings_id} av Kari Tveitmo"):
        _registrer(rad, valg_i_frogner(aktoer("kari"), "To ganger"))
    with som("kari", "frogner") as kari, pytest.raises(Hindret, match="Rett journalposten i saken"):
        gjenaapne(rad, av=kari)


def test_en_avsluttet_sak_tar_ikke_imot_og_setningen_sier_hva_en_kan_gjoere():
    rad = motta_og_les(brev("For sent"))
    valg = valg_i_frogner(aktoer("kari"), "For sent")
    assert valg.sak is not None
    with som("kari", "frogner", "avslutt_saksmappe") as kari:
        avslutt_saksmappe(valg.sak, av=kari, avskriv_rest=True)
    with pytest.raises(Hindret, match="Velg en åpen sak"):
        _registrer(rad, valg)


def test_et_vedlegg_fra_en_annen_melding_avvises():
    fremmed = motta_og_les(brev("Fremmed", vedlegg=(TEKST,))).vedlegg.all()[0]
    rad = motta_og_les(brev("Egen"))
    with pytest.raises(Hindret, match="hører ikke til denne meldingen"):
        _registrer(rad, valg_i_frogner(aktoer("kari"), "Egen", vedlegg=frozenset({fremmed.pk})))


def test_det_som_ikke_kunne_leses_registreres_slik_det_kom():
    rad = motta_og_les(b"\xff\xd8\xff\xe0 bare et bilde")
    jp = _registrer(rad, valg_i_frogner(aktoer("kari"), "Uleselig melding"))
    assert [(mime, sjekksum) for _, _, mime, sjekksum in _dokumenter(jp)] == [("message/rfc822", rad.raa_sjekksum)]


def test_en_saksbehandler_kan_ikke_registrere_fra_mottak():
    rad = motta_og_les(brev("Nei"))
    valg = valg_i_frogner(aktoer("ola"), "Nei")
    with som("ola", "frogner", "registrer") as ola, pytest.raises(PermissionDenied, match="ikke rett til å registrere"):
        registrer(rad, valg, av=ola)


def test_en_sak_i_en_annen_bydel_kan_ikke_velges():
    rad = motta_og_les(brev("Over muren"))
    with arbeid(som=aktoer("kari"), leser=[virksomhet("sagene")]):
        fremmed = Saksmappe.objects.filter(avsluttet_dato__isnull=True).first()
    with pytest.raises(Saksmappe.DoesNotExist):
        _registrer(rad, valg_i_frogner(aktoer("kari"), "Over muren", sak=fremmed))
    assert rad_naa(rad).utfall == ""


def test_teksten_i_alle_filene_blir_soekbar_etterpaa():
    rad = motta_og_les(brev("Hei", "Jeg skriver om hekkelystgrenda.", vedlegg=(TEKST,)))
    jp = _registrer(rad, valg_i_frogner(aktoer("kari"), "Brev"))
    with connection.cursor() as peker:
        peker.execute(
            "select args ->> 'dokumentobjekt_id' from procrastinate_jobs"
            " where task_name = 'arkivstruktur.trekk_ut_tekst' order by id desc limit 2"
        )
        objekter = [rad_[0] for rad_ in peker.fetchall()]
    for objekt in [*objekter, *objekter]:
        trekk_ut_tekst(virksomhet_id=virksomhet("frogner").pk, dokumentobjekt_id=objekt)
    with som("ola", "frogner") as ola:
        for ord_ in ("hekkelystgrenda", "ospeholtet"):
            assert [t.registrering.pk for t in soek(ord_, av=ola) if t.registrering] == [jp.pk]


@pytest.mark.krav("3.1.10", "3.1.11")
@pytest.mark.parametrize("valgt", [True, False])
def test_en_e_post_fanges_hel_og_vedleggene_er_deler_av_den(valgt):
    rad = motta_og_les(brev("Klage", vedlegg=(PDF, TEKST)))
    hoved = rad.vedlegg.all()[0].pk if valgt else None
    jp = _registrer(rad, replace(valg_i_frogner(aktoer("kari"), "Klage"), hoveddokument=hoved))
    with som("ola", "frogner"):
        hel = Dokumentobjekt.objects.get(sjekksum=rad.raa_sjekksum)
        deler = alle_deler(hel.dokumentbeskrivelse)
        assert [d.tittel for d in deler] == ["Klage" if valgt else "klage", "notat"]
        assert {d.pk for d in deler} | {hel.dokumentbeskrivelse_id} == set(
            jp.koblinger.values_list("dokumentbeskrivelse_id", flat=True)
        )
    with lager.aapne("frogner", hel.sjekksum) as fil:
        assert [v.innhold for v in epost.les(fil.read()).vedlegg] == [PDF[2], TEKST[2]]


def test_en_fil_uten_lesbar_tekst_sier_hvorfor():
    rad = motta_og_les(brev("Skadet", vedlegg=(("x.pdf", "application/pdf", b"%PDF-1.4 avbrutt"),)))
    jp = _registrer(rad, valg_i_frogner(aktoer("kari"), "Skadet"))
    with som("ola", "frogner"):
        objekt = Dokumentobjekt.objects.get(
            mime_type="application/pdf",
            dokumentbeskrivelse__koblinger__registrering_id=jp.pk,
            dokumentbeskrivelse__koblinger__tilknyttet_registrering_som=TilknyttetSom.VEDLEGG,
        )
    assert objekt.virksomhet_id is not None
    trekk_ut_tekst(virksomhet_id=objekt.virksomhet_id, dokumentobjekt_id=str(objekt.pk))
    with som("ola", "frogner"):
        objekt = Dokumentobjekt.objects.select_related("uttrukket").get(pk=objekt.pk)
        assert "skadet" in objekt.uttrukket.feil


def test_en_ny_sak_i_en_klasse_med_tilgangskode_kan_bare_ses_av_de_klarerte():
    rad = motta_og_les(brev("Om hjelp hjemme"))
    kari = aktoer("kari")
    valg = valg_i_frogner(kari, "Søknad om hjemmetjeneste", ny_sak="Hjemmetjeneste")
    assert valg.ny_sak is not None
    with arbeid(som=kari, leser=[virksomhet("frogner")]):
        klient = replace(valg.ny_sak, klasse=Klasse.objects.get(klasse_id="400"))
        helse = AdministrativEnhet.objects.get(navn="Helse og mestring")
    with pytest.raises(Hindret, match="Ola Myrstad er ikke klarert for å se saken"):
        _registrer(rad, replace(valg, ny_sak=klient, enhet=helse))
    assert rad_naa(rad).utfall == ""
    jp = _registrer(rad, replace(valg, ny_sak=klient, enhet=helse, saksbehandler=bruker("ingvild")))
    with som("ingvild", "frogner") as klarert:
        assert ser(klarert, Journalpost.objects.get(pk=jp.pk))
    with som("ola", "frogner") as ikke_klarert:
        assert not ser(ikke_klarert, Journalpost.objects.get(pk=jp.pk))
