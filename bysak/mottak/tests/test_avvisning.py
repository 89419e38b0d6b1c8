"""Refused with an answer: in the sender's language, once, and never to a machine."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string
from email.policy import default
from typing import Any

import pytest

from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import naa
from bysak.klienter.tests.test_utpost import Postkasse, postkasse
from bysak.klienter.utpost import Tjener
from bysak.mottak.avvisning import Svar, avvis_med_svar, avvis_uten_svar, forslag_til_svar, hindre_for_svar
from bysak.mottak.grunner import fjern_grunn, grunner, sett_grunn
from bysak.mottak.innkomst import motta
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import Avvisningssvar, Innkomst, Kanal, Utfall
from bysak.mottak.svarpost import UNDERVEIS, gjeldende_svar, mislykte, proev_igjen, tilstand, trekk
from bysak.mottak.svarsending import send_forfalte
from bysak.mottak.svartekst import SPRAAK, flett, spraak_i, standardsvar, uutfylt
from bysak.mottak.tests.brev import FROGNER, brev, motta_og_les, rad_naa
from bysak.mottak.utfall import gjenaapne
from tests.saker import stoppes
from tests.verden import som, virksomhet

__all__ = ["postkasse"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def utpost(postkasse: tuple[Postkasse, int], settings) -> Postkasse:
    settings.BYSAK_UTPOST = Tjener("127.0.0.1", postkasse[1])
    settings.BYSAK_UTBOKS_MINUTTER = 0
    return postkasse[0]


def avvist(rad: Innkomst, kode: str = "uleselig") -> Avvisningssvar:
    with som("kari", rad.virksomhet.kode, "avvis") as kari:
        return avvis_med_svar(rad, grunnkode=kode, svar=forslag_til_svar(rad, grunnkode=kode), av=kari)


def naaet(rad: Innkomst) -> tuple[str, Avvisningssvar | None]:
    with som("kari", rad.virksomhet.kode):
        svar = gjeldende_svar(rad)
        return (tilstand(svar) if svar else "", svar)


def tid_gaar(svar: Avvisningssvar, **felt: Any) -> None:
    with som("kari", "frogner"):
        Avvisningssvar.objects.filter(pk=svar.pk).update(**felt)


def test_avsenderen_faar_svaret_i_samme_traad_fra_bydelen_og_bare_en_gang(utpost: Postkasse):
    rad = motta_og_les(brev("Søknad om plass", Message_ID="<en@lonnfjell.example>"))
    avvist(rad)
    assert (send_forfalte(), send_forfalte(), naaet(rad)[0]) == (1, 0, "sendt")
    (raa,) = utpost.brev
    ut = message_from_string(raa, policy=default)
    assert (ut["To"], ut["Subject"]) == ("ebba@lonnfjell.example", "SV: Søknad om plass")
    assert (FROGNER in ut["From"], ut["In-Reply-To"], ut["Auto-Submitted"]) == (
        True,
        "<en@lonnfjell.example>",
        "auto-replied",
    )
    tekst = ut.get_content()
    assert ("«Søknad om plass»" in tekst, "Bydel Frogner" in tekst, "{" in tekst) == (True, True, False)
    with som("kari", "frogner") as kari:
        assert stoppes(proev_igjen, naaet_svar(rad), av=kari) == {"svar.sendt"}


def naaet_svar(rad: Innkomst) -> Avvisningssvar:
    svar = gjeldende_svar(rad)
    assert svar
    return svar


def test_svaret_venter_i_utboksen_og_kan_angres_til_det_gaar(utpost: Postkasse, settings):
    settings.BYSAK_UTBOKS_MINUTTER = 10
    rad = motta_og_les(brev("For fort"))
    avvist(rad)
    assert (send_forfalte(), naaet(rad)[0]) == (0, "venter")
    with som("kari", "frogner") as kari:
        assert gjenaapne(rad, av=kari).utfall == ""
        Avvisningssvar.objects.update(neste_tid=naa())  # and even a job that comes too late sends nothing
    assert (naaet(rad)[1], utpost.brev) == (None, [])
    settings.BYSAK_UTBOKS_MINUTTER = 0
    avvist(rad)
    assert (send_forfalte(), len(utpost.brev)) == (1, 1)


def test_det_som_er_sendt_kalles_ikke_tilbake_og_avsenderen_faar_ikke_to(utpost: Postkasse):
    rad = motta_og_les(brev("Angret for sent"))
    avvist(rad)
    send_forfalte()
    with som("kari", "frogner") as kari:
        gjenaapne(rad, av=kari)
    assert naaet(rad)[0] == "sendt"
    with som("kari", "frogner") as kari:
        svar = forslag_til_svar(rad, grunnkode="uleselig")
        assert stoppes(avvis_med_svar, rad, grunnkode="uleselig", svar=svar, av=kari) == {"svar.finnes"}
        avvis_uten_svar(rad, grunnkode="uleselig", merknad="", av=kari)
    assert "alt fått et svar" in rad_naa(rad).utfall_grunn


def test_det_tjeneren_ikke_tar_imot_staar_med_dens_egne_ord_og_proeves_igjen(utpost: Postkasse):
    rad = motta_og_les(brev("Motgang"))
    svar = avvist(rad)
    utpost.svar = "451 Kom igjen siden"
    assert (send_forfalte(), naaet(rad)[0], send_forfalte()) == (0, "proeves", 0)
    tid_gaar(svar, neste_tid=naa())
    utpost.svar = "554 Ukjent mottaker"
    send_forfalte()
    naa_, raden = naaet(rad)
    assert raden
    assert (naa_, raden.forsoek, "554 Ukjent mottaker" in raden.feil) == ("feilet", 2, True)
    utpost.svar = "250 OK"
    assert send_forfalte() == 0
    with som("kari", "frogner") as kari:
        assert list(mislykte()) == [raden]
        proev_igjen(raden, av=kari)
    assert (send_forfalte(), len(utpost.brev), naaet(rad)[0]) == (1, 1, "sendt")


@pytest.fixture
def taus_tjener(settings) -> Iterator[list[bytes]]:
    """Takes all of a mail, and hangs up without a word."""
    fikk: list[bytes] = []
    lytter = socket.create_server(("127.0.0.1", 0))

    def tjen() -> None:
        forbindelse, _ = lytter.accept()
        fil = forbindelse.makefile("rb")
        forbindelse.sendall(b"220 hei\r\n")
        for linje in fil:
            if linje.upper().startswith(b"DATA"):
                forbindelse.sendall(b"354 kom\r\n")
                fikk.append(b"".join(iter(fil.readline, b".\r\n")))
                forbindelse.shutdown(socket.SHUT_RDWR)
                return
            forbindelse.sendall(b"250 ok\r\n")

    traad = threading.Thread(target=tjen, daemon=True)
    traad.start()
    settings.BYSAK_UTPOST = Tjener("127.0.0.1", lytter.getsockname()[1])
    settings.BYSAK_UTBOKS_MINUTTER = 0
    yield fikk
    traad.join(5)
    lytter.close()


def test_et_brev_som_ingen_vet_hvordan_gikk_sendes_ikke_igjen_av_seg_selv(taus_tjener: list[bytes]):
    rad = motta_og_les(brev("Stillhet"))
    svar = avvist(rad)
    assert (send_forfalte(), len(taus_tjener), naaet(rad)[0]) == (0, 1, "uvisst")
    tid_gaar(svar, neste_tid=naa())
    assert (send_forfalte(), len(taus_tjener)) == (0, 1)
    with som("kari", "frogner") as kari:
        proev_igjen(naaet_svar(rad), av=kari)
    assert naaet(rad)[0] == "venter"


def test_et_program_som_doer_midt_i_sendingen_etterlater_et_uvisst_svar(utpost: Postkasse):
    rad = motta_og_les(brev("Strømbrudd"))
    svar = avvist(rad)
    tid_gaar(svar, paabegynt_tid=naa())
    with som("kari", "frogner") as kari:
        assert stoppes(gjenaapne, rad, av=kari) == {"svar.sendes"}
        assert stoppes(proev_igjen, svar, av=kari) == {"svar.underveis"}
    tid_gaar(svar, paabegynt_tid=naa() - UNDERVEIS - timedelta(seconds=1))
    assert (send_forfalte(), naaet(rad)[0], utpost.brev) == (0, "uvisst", [])
    with som("kari", "frogner") as kari:
        assert list(mislykte()) == [svar]
        trekk(rad, av=kari)
    assert naaet(rad)[0] == "uvisst", "det kan ha gått, og trekkes ikke"


@pytest.mark.parametrize(
    ("hinder", "melding"),
    [
        ("svar.maskin", brev("Automatisk svar", Auto_Submitted="auto-replied")),
        ("svar.maskin", brev("Undelivered Mail", Return_Path="<>")),
        ("svar.liste", brev("Nyhetsbrev", List_Id="<nytt.example>")),
        ("svar.falsk", brev("Vinn", X_Spam_Flag="YES")),
        ("svar.ubemannet", brev("Kvittering", fra="no-reply@butikk.example")),
        ("svar.ubemannet", brev("Kvittering", fra="Ikke.svar@butikk.example")),
        ("svar.oss", brev("Ring", fra="postmottak@sagene.bysak.example")),
        ("svar.uten_adresse", brev("Hvem", fra="Bare et navn")),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_den_som_ikke_skal_ha_svar_faar_det_ikke_og_siden_sier_hvorfor(utpost: Postkasse, hinder: str, melding: bytes):
    rad = motta_og_les(melding)
    with som("kari", "frogner") as kari:
        assert hinder in {h.kode for h in hindre_for_svar(rad)}
        with pytest.raises(Hindret):
            avvis_med_svar(rad, grunnkode="uleselig", svar=Svar("SV", "Hei", "nb"), av=kari)
        ferdig = avvis_uten_svar(rad, grunnkode="uleselig", merknad="", av=kari)
    assert (ferdig.utfall, "Uten svar" in ferdig.utfall_grunn, utpost.brev) == (Utfall.AVVIST, True, [])


def test_en_vanlig_avsender_kan_faa_svar_og_skal_ha_det_om_ingen_sier_hvorfor_ikke(utpost: Postkasse):
    rad = motta_og_les(brev("Vanlig", fra="noah.replystad@privat.example"))
    with som("kari", "frogner") as kari:
        assert not list(hindre_for_svar(rad))
        assert stoppes(avvis_uten_svar, rad, grunnkode="uleselig", merknad=" ", av=kari) == {"svar.uten_grunn"}
        avvis_uten_svar(rad, grunnkode="uleselig", merknad="Ringte avsenderen.", av=kari)


def test_en_tom_avsender_paa_konvolutten_er_en_maskin(utpost: Postkasse):
    (rad,) = motta(brev("Fra en maskin"), til_adresser=[FROGNER], konvolutt="")
    les_inn(rad.virksomhet.pk, rad.pk)
    rad = rad_naa(rad)
    with som("kari", "frogner"):
        assert {h.kode for h in hindre_for_svar(rad)} == {"svar.maskin"}


@pytest.mark.parametrize(("kanal", "sies"), [("svarinn", "SvarInn"), ("papir", "papir"), ("skjema", "skjemaet")])
def test_en_kanal_uten_adresse_sier_at_det_ikke_gaar_herfra(utpost: Postkasse, kanal: str, sies: str):
    rad = motta_og_les(brev("Kanal"))
    rad.kanal, rad.avsender_adresse = Kanal(kanal), ""
    with som("kari", "frogner"):
        (hinder,) = hindre_for_svar(rad)
    assert (hinder.kode, sies in hinder.tekst, "Herfra kan du ikke svare" in hinder.tekst) == (
        "svar.uten_adresse",
        True,
        True,
    )


def test_uten_en_tjener_for_utgaaende_post_sies_det():
    rad = motta_og_les(brev("Av"))
    with som("kari", "frogner"):
        assert {h.kode for h in hindre_for_svar(rad)} == {"svar.av"}


@pytest.mark.parametrize(
    ("spraak", "tekst"),
    [
        ("nb", "Hei, jeg har et spørsmål om hvordan jeg søker. Hvor skal jeg sende det?"),
        ("nn", "Hei, eg har eit spørsmål om korleis eg søkjer. Kvar skal eg sende det? Eg veit ikkje."),
        ("en", "Hello, I would like to know what to do about my application. Please help."),
        ("nb", ""),
    ],
)
def test_svaret_er_paa_avsenderens_spraak(spraak: str, tekst: str):
    assert spraak_i(tekst) == spraak


@pytest.mark.parametrize("spraak", SPRAAK)
def test_hver_standardtekst_fylles_helt_ut_naar_ingen_maa_forklare(spraak: str):
    rad = motta_og_les(brev("Barnehage {hva} {tull}"))
    for kode in ("uleselig", "feil_mottaker", "skadelig"):
        ut = flett(standardsvar(kode, spraak), rad, spraak)
        assert ("Barnehage {hva} {tull}" in ut, "{mottatt}" in ut, "Bydel Frogner" in ut) == (True, False, True)
    assert uutfylt(flett(standardsvar("annet", spraak), motta_og_les(brev("Ny")), spraak)) == ["forklaring"]


def test_et_svar_uten_forklaring_eller_tekst_stoppes(utpost: Postkasse):
    rad = motta_og_les(brev("Forklar"))
    with som("kari", "frogner") as kari:
        foreslaatt = forslag_til_svar(rad, grunnkode="annet")
        assert stoppes(avvis_med_svar, rad, grunnkode="annet", svar=foreslaatt, av=kari) == {"svar.uutfylt"}
        tomt = Svar("", " ", "sv")
        koder = {"svar.tomt", "svar.uten_emne", "svar.spraak"}
        assert stoppes(avvis_med_svar, rad, grunnkode="uleselig", svar=tomt, av=kari) == koder
        avvis_med_svar(rad, grunnkode="annet", svar=Svar("SV", "Vi kan ikke hjelpe.", "nb"), av=kari)


def test_bydelens_grunn_gaar_foran_byarkivets_som_gaar_foran_standarden():
    tekst = dict.fromkeys(SPRAAK, "Hei. {hva} hører ikke hjemme her.")
    with som("siv", "byarkivet") as siv:
        felles = sett_grunn(Utfall.AVVIST, navn="Til arkivet", svar=tekst, kode="feil_mottaker", av=siv)
        sett_grunn(Utfall.IKKE_JOURNALPLIKTIG, navn="Kopi til orientering", svar={}, av=siv)
        assert stoppes(sett_grunn, Utfall.AVVIST, navn="", svar={"nb": "{navn}"}, av=siv) == {
            "grunn.uten_navn",
            "mal.felt",
        }
    with som("siv", "frogner") as siv:
        sett_grunn(Utfall.AVVIST, navn="Til Frogner", svar=tekst, kode="feil_mottaker", av=siv)
        sett_grunn(Utfall.AVVIST, navn="Bort", svar={}, kode="skadelig", tatt_bort=True, av=siv)
        mine = {g.kode: g for g in grunner(Utfall.AVVIST, id_paa("frogner"))}
        assert (mine["feil_mottaker"].navn, "skadelig" in mine, list(mine)[-1]) == ("Til Frogner", False, "annet")
        fjern_grunn(Utfall.AVVIST, kode="feil_mottaker", av=siv)
        assert {g.kode: g.navn for g in grunner(Utfall.AVVIST, id_paa("frogner"))}[felles.kode] == "Til arkivet"
        assert "Kopi til orientering" in {g.navn for g in grunner(Utfall.IKKE_JOURNALPLIKTIG, id_paa("frogner"))}
    rad = motta_og_les(brev("Flettes"))
    with som("kari", "frogner"):
        assert forslag_til_svar(rad, grunnkode="feil_mottaker").tekst == "Hei. Flettes hører ikke hjemme her."


def id_paa(kode: str) -> int:
    return int(virksomhet(kode).pk)
