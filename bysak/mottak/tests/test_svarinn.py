"""SvarInn: nothing is acknowledged before it is safe, nothing comes twice, and a person decides what is given up."""

import re
from datetime import timedelta
from typing import Any

import pytest

from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hemmeligheter import lukk
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import med_klokke, naa
from bysak.klienter.svarinn_sim import Kasse, Tjener
from bysak.klienter.tests.noekler import en_noekkel, pem
from bysak.mottak.forslag import forslag_for
from bysak.mottak.kanaler.svarinn import avvis_leveranse, forfalte, hent, proev_igjen
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import Innkomst, Leveranse, Mottakersystem, Mottaksnoekkel
from bysak.mottak.registrering import registrer
from bysak.mottak.tests.brev import rad_naa, rader, valg_i_frogner
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer
from tests.saker import en_sak
from tests.verden import aktoer, som, virksomhet

pytestmark = [pytest.mark.django_db]

KLAGE = {"klage.pdf": ("application/pdf", b"%PDF-1.7 klage"), "kart æøå.txt": ("text/plain", b"et kart")}


def et_system(tjener: Tjener, kode: str = "frogner", **felt: Any) -> Mottakersystem:
    privat, sertifikat = (b.decode() for b in pem(en_noekkel()))
    eier = virksomhet(kode)
    verdier = {"brukernavn": "bydel", "passord": lukk("hemmelig")} | felt
    with som("siv" if kode == "frogner" else "even", kode):
        system = Mottakersystem.objects.create(virksomhet=eier, navn="SvarInn", adresse=tjener.adresse, **verdier)
        Mottaksnoekkel.objects.create(
            virksomhet=eier, mottakersystem=system, sertifikat=sertifikat, privat=lukk(privat)
        )
    return system


def hentet(system: Mottakersystem) -> int:
    assert system.virksomhet_id is not None
    return hent(system.virksomhet_id, system.pk, straks=True)


def leveransen(system: Mottakersystem) -> Leveranse:
    with arbeid(som=prosessaktoer("jobb"), leser=[system.virksomhet]):
        return Leveranse.objects.get(mottakersystem=system)


def paa_nytt(system: Mottakersystem) -> Mottakersystem:
    with arbeid(som=prosessaktoer("jobb"), leser=[system.virksomhet]):
        return Mottakersystem.objects.get(pk=system.pk)


def lest(rad: Innkomst) -> Innkomst:
    assert rad.virksomhet_id is not None
    les_inn(rad.virksomhet_id, rad.pk)
    return rad_naa(rad)


def test_en_forsendelse_tas_inn_leses_og_kvitteres(kasse: Kasse, tjener: Tjener):
    nr = kasse.legg_inn("Oversendelse av klage", KLAGE)
    system = et_system(tjener)
    assert hentet(system) == 1
    assert kasse.tilstand(nr)[0] == "LEST"
    (rad,) = rader("frogner", ekstern_id=nr)
    assert lager.kontroller("frogner", rad.raa_sjekksum)
    rad = lest(rad)
    assert (rad.emne, rad.avsender_navn, rad.lesefeil) == ("Oversendelse av klage", "Prøvevik kommune", "")
    assert [(v.filnavn, v.mime_type) for v in rad.vedlegg.all()] == [
        ("klage.pdf", "application/pdf"),
        ("kart æøå.txt", "text/plain"),
    ]
    assert all(lager.kontroller("frogner", v.sjekksum) for v in rad.vedlegg.all())
    linje = leveransen(system)
    assert (linje.innkomst, linje.til, linje.er_ferdig) == (rad.pk, virksomhet("frogner"), True)


def test_den_registreres_med_sin_foerste_fil_som_hoveddokument(kasse: Kasse, tjener: Tjener):
    kasse.legg_inn("Oversendelse av klage", KLAGE)
    hentet(et_system(tjener))
    (rad,) = rader("frogner", kanal="svarinn")
    rad = lest(rad)
    valg = valg_i_frogner(aktoer("kari"), "Klage over vedtak", ny_sak="Klagesaken")
    with som("kari", "frogner") as kari:
        jp = registrer(rad, valg, av=kari)
        koblinger = jp.koblinger.order_by("dokumentnummer")
        assert [(k.tilknyttet_registrering_som, k.dokumentbeskrivelse.tittel) for k in koblinger] == [
            ("H", "Klage over vedtak"),
            ("V", "kart æøå"),
        ]


def test_det_som_levertes_to_ganger_finnes_en_gang_og_kvitteres_paa_nytt(kasse: Kasse, tjener: Tjener):
    nr = kasse.legg_inn("Klage", KLAGE, feil="kvittering_tapt")
    system = et_system(tjener)
    hentet(system)
    assert leveransen(system).kvittert_tid is None
    assert len(rader("frogner", ekstern_id=nr)) == 1
    kasse._sett(nr, "KLAR_FOR_MOTTAK", "Kom tilbake i listen")
    linje = leveransen(system)
    with som("kari", "frogner") as kari:
        proev_igjen(linje, av=kari)
    (kasse.mappe / nr / "feil").write_text("")
    assert hentet(system) == 1
    assert len(rader("frogner", ekstern_id=nr)) == 1
    assert leveransen(system).kvittert_tid is not None


def test_en_kvittering_uten_svar_gis_paa_nytt_selv_om_forsendelsen_er_borte_fra_listen(kasse: Kasse, tjener: Tjener):
    kasse.legg_inn("Klage", KLAGE, feil="kvittering_tapt")
    system = et_system(tjener)
    hentet(system)
    assert kasse.venter() == []
    assert (leveransen(system).kvittert_tid, hentet(system)) == (None, 0)  # it waits for its time
    linje = leveransen(system)
    with som("kari", "frogner") as kari:
        proev_igjen(linje, av=kari)
    assert hentet(system) == 1
    assert (leveransen(system).feil, leveransen(system).kvittert_tid is None) == ("", False)


@pytest.mark.parametrize(
    ("feil", "setning"),
    [
        ("feil_sjekksum", "sjekksum"), ("feil_noekkel", "sertifikat"), ("oedelagt", "ødelagt"),
        ("ukjent_fil", "ikke oppga|større"), ("bombe", "større|mange"), ("avkortet", "svar fra SvarInn"),
        ("500", "feilkode 500"),
    ],
)  # fmt: skip
def test_det_som_ikke_er_som_avsender_sa_tas_ikke_inn_og_blir_liggende(
    kasse: Kasse, tjener: Tjener, feil: str, setning: str
):
    nr = kasse.legg_inn("Galt", {"a.pdf": ("application/pdf", bytes(range(256)) * 2000)}, feil=feil)
    friske = kasse.legg_inn("Friskt", KLAGE)
    system = et_system(tjener)
    assert hentet(system) == 1
    assert kasse.tilstand(nr)[0] == "KLAR_FOR_MOTTAK"
    assert kasse.tilstand(friske)[0] == "LEST"
    assert rader("frogner", ekstern_id=nr) == []
    with arbeid(som=prosessaktoer("jobb"), leser=[virksomhet("frogner")]):
        linje = Leveranse.objects.get(ekstern_id=nr)
    assert re.search(setning, linje.feil), linje.feil
    assert linje.neste_tid > naa()
    assert hentet(system) == 0  # it waits for its time
    assert kasse.tilstand(nr)[1].count(linje.feil) <= 1


def test_filer_med_stier_i_navnet_tas_inn_under_trygge_navn(kasse: Kasse, tjener: Tjener):
    kasse.legg_inn("Stier", KLAGE, feil="stier")
    hentet(et_system(tjener))
    (rad,) = rader("frogner", kanal="svarinn")
    assert [v.filnavn for v in lest(rad).vedlegg.all()] == ["klage.pdf", "kart æøå.txt"]


def test_bare_en_person_kan_si_at_noe_aldri_kan_tas_imot(kasse: Kasse, tjener: Tjener):
    nr = kasse.legg_inn("Galt", KLAGE, feil="feil_noekkel")
    system = et_system(tjener)
    hentet(system)
    linje = leveransen(system)
    with som("kari", "frogner") as kari:
        with pytest.raises(Hindret):
            avvis_leveranse(linje, grunn=" ", av=kari)
        avvis_leveranse(linje, grunn="Filen er kryptert med et utgått sertifikat.", av=kari)
    assert kasse.tilstand(nr)[0] == "KLAR_FOR_MOTTAK"
    assert hentet(system) == 1
    assert kasse.tilstand(nr)[0] == "VARSLET"
    assert leveransen(system).avvist_av
    with som("kari", "frogner") as kari, pytest.raises(Hindret):
        avvis_leveranse(linje, grunn="En gang til", av=kari)


def test_et_felles_mottakersystem_gir_hver_bydel_sitt(kasse: Kasse, tjener: Tjener):
    with arbeid(som=prosessaktoer("kommando"), i=virksomhet("byarkivet"), verb="sett nummer"):
        Virksomhet.objects.filter(kode="frogner").update(organisasjonsnummer="922222222")
    kasse.legg_inn("Til Frogner", KLAGE)
    ukjent = kasse.legg_inn("Til ingen", KLAGE, mottaker={"organisasjonsnummer": "933333333", "postadresse": {}})
    hentet(et_system(tjener, "byarkivet"))
    assert len(rader("frogner", kanal="svarinn")) == 1
    (rad,) = rader("byarkivet", ekstern_id=ukjent)
    assert rad.uten_bydel


def test_en_tjeneste_som_er_nede_eller_nekter_staar_paa_mottakersystemet(kasse: Kasse, tjener: Tjener):
    tjener.nede = True
    system = et_system(tjener)
    assert hentet(system) == 0
    assert "503" in paa_nytt(system).feil
    siden = paa_nytt(system).feil_siden
    hentet(system)
    assert paa_nytt(system).feil_siden == siden
    tjener.nede = False
    hentet(system)
    assert (paa_nytt(system).feil, paa_nytt(system).feil_siden) == ("", None)


def test_to_arbeidere_spoer_ikke_samtidig(kasse: Kasse, tjener: Tjener):
    system = et_system(tjener)
    assert system.virksomhet_id is not None
    kasse.legg_inn("Klage", KLAGE)
    assert hent(system.virksomhet_id, system.pk) == 1
    kasse.legg_inn("Ny klage", KLAGE)
    assert hent(system.virksomhet_id, system.pk) == 0
    assert paa_nytt(system).neste_tid > naa() + timedelta(minutes=4)


def test_taushetsbelagt_post_sier_fra_og_avsenders_eget_saksnummer_er_ikke_vaart(kasse: Kasse, tjener: Tjener):
    with som("kari", "frogner") as kari:
        sak, annen = en_sak(kari, tittel="Vår sak"), en_sak(kari, tittel="En annen")
    nummer = {"saksaar": sak.saksaar, "sakssekvensnummer": sak.sakssekvensnummer}
    deres = {"saksaar": annen.saksaar, "sakssekvensnummer": annen.sakssekvensnummer}
    kasse.legg_inn(
        "Svar", KLAGE, taushetsbelagtPost=True, metadataForImport={"mappeId": nummer},
        metadataFraAvleverendeSystem={"mappeId": deres, "tittel": "Sak hos oss"},
    )  # fmt: skip
    hentet(et_system(tjener))
    rad = lest(rader("frogner", kanal="svarinn")[0])
    assert "taushetsbelagt" in " ".join(rad.merknader)
    assert f"{annen.saksaar}/{annen.sakssekvensnummer}" in rad.tekst
    with som("kari", "frogner") as kari:
        assert [f.sak.pk for f in forslag_for(rad, av=kari).saker] == [sak.pk]


def test_en_klokke_som_var_stilt_fram_utsetter_ikke_hentingen(tjener: Tjener, kasse: Kasse):
    system = et_system(tjener)
    assert system.virksomhet_id is not None
    with med_klokke(naa() + timedelta(days=3)):
        hent(system.virksomhet_id, system.pk)
    kasse.legg_inn("Klage", KLAGE)
    with arbeid(som=prosessaktoer("jobb"), leser=[system.virksomhet]):
        assert forfalte(naa()) == [(system.virksomhet_id, system.pk)]
    assert hent(system.virksomhet_id, system.pk) == 1
    assert hent(system.virksomhet_id, system.pk) == 0
    assert paa_nytt(system).neste_tid < naa() + timedelta(hours=1)
