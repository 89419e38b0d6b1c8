"""Writing from a template makes an entry under production; what it answers is dealt with when it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur.dokument import ferdigstill
from bysak.arkivstruktur.ekspedering import ekspeder, ferdigstill_journalpost
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Journalpost, Skjerming
from bysak.arkivstruktur.reservasjon import slett_journalpost
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.lager import Lagret
from bysak.saksbehandling.brev import besvarelser, fullfoer_svar, hindre_for_brev, hindre_for_skriving, skriv_brev
from bysak.saksbehandling.flettefelt import EKSEMPEL, Mottaker, verdier
from bysak.saksbehandling.maler import Mal, alle_maler, valgbare
from tests.saker import en_sak, et_brev, koder
from tests.verden import bruker, som, virksomhet

pytestmark = pytest.mark.django_db
FIL = Lagret("cd" * 32, 4321)
VELET = Mottaker(
    "Kvernbekken vel", ("Skogveien 12", "0283 OSLO"), "vel@example.org",
    felt=(("postadresse", ["Skogveien 12"]), ("postnummer", "0283"), ("poststed", "Oslo")),
)  # fmt: skip


def malen(kode: str = "brev") -> Mal:
    return next(m for m in alle_maler(virksomhet("frogner").pk) if m.kode == kode)


def brevet(av: Any, sak: Any, kode: str = "brev", **valg: Any) -> Journalpost:
    felt: dict[str, Any] = {"tittel": "Svar om gangvei", "mottakere": [] if kode == "notat" else [VELET]} | valg
    sak.refresh_from_db()
    return skriv_brev(sak, mal=malen(kode), fil=FIL, nummer=sak.siste_journalpostnummer + 1, av=av, **felt)


def sendt(jp: Journalpost, av: Any) -> Journalpost:
    for dokument in Dokumentbeskrivelse.objects.filter(koblinger__registrering_id=jp.pk):
        ferdigstill(dokument, av=av)
    return ekspeder(ferdigstill_journalpost(jp, av=av), av=av)


def test_et_brev_er_et_utgaaende_dokument_under_arbeid_med_mottaker_og_den_som_skriver() -> None:
    with som("kari", "frogner") as kari:
        jp = brevet(kari, en_sak(kari))
        assert (jp.journalposttype, jp.journalstatus, jp.dokumentets_dato) == ("U", "R", i_dag())
        ute, inne = jp.korrespondanseparter.order_by("system_id")
        assert (ute.navn, ute.postadresse, ute.poststed, ute.epostadresse) == (
            "Kvernbekken vel", ["Skogveien 12"], "Oslo", "vel@example.org",
        )  # fmt: skip
        assert (inne.korrespondanseparttype, inne.saksbehandler_id) == ("IA", kari.bruker_id)
        (kobling,) = jp.koblinger.all()
        dokument = kobling.dokumentbeskrivelse
        (fil,) = dokument.objekter.all()
        assert (dokument.dokumentstatus, dokument.tittel, kobling.tilknyttet_registrering_som) == ("B", jp.tittel, "H")
        assert (fil.variantformat, fil.sjekksum, fil.filnavn[-5:]) == ("P", FIL.sha256, ".docx")


def test_et_notat_trenger_ingen_mottaker_og_sendes_ikke() -> None:
    with som("kari", "frogner") as kari:
        jp = brevet(kari, en_sak(kari), "notat")
        assert (jp.journalposttype, jp.korrespondanseparter.count()) == ("X", 1)


def test_det_som_mangler_sies_samlet_foer_noe_lages() -> None:
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        assert koder(hindre_for_brev(sak, mal=malen(), tittel=" ", mottakere=[])) == {"brev.mottaker", "jp.uten_tittel"}
        assert koder(hindre_for_brev(sak, mal=None, tittel="x", mottakere=[])) == {"brev.mal"}
        assert koder(hindre_for_brev(sak, mal=malen("foreloepig-svar"), tittel="x", mottakere=[VELET])) == {
            "brev.foreloepig"
        }
        inn = et_brev(sak, kari)
        om: dict[str, Any] = {"mal": malen("foreloepig-svar"), "tittel": "x", "mottakere": [VELET], "besvarer": inn}
        assert koder(hindre_for_brev(sak, **om, ny_frist=i_dag())) == {"brev.frist"}
        assert koder(hindre_for_skriving(sak, et_brev(sak, kari, type="U"))) == {"brev.ikke_besvares"}
        assert koder(hindre_for_skriving(en_sak(kari), inn)) == {"brev.annen_sak"}
        with pytest.raises(Hindret) as nei:
            skriv_brev(sak, mal=malen(), fil=FIL, nummer=1, tittel="x", mottakere=[VELET], av=kari)
        assert koder(nei.value.hindre) == {"brev.nummer"}
    with som("siv", "frogner") as siv, pytest.raises(PermissionDenied):
        skriv_brev(sak, mal=malen(), fil=FIL, nummer=3, tittel="x", mottakere=[VELET], av=siv)


def test_brevet_som_besvares_er_aapent_til_svaret_er_sendt() -> None:
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        inn = et_brev(sak, kari, journalfoert=True)
        svar = brevet(kari, sak, besvarer=inn)
        assert [b.til_registrering_id for b in besvarelser(inn)] == [inn.pk]
        inn.refresh_from_db()
        assert inn.restanse
    with som("ola", "frogner") as ola:
        ((brev, hindre),) = fullfoer_svar(sendt(svar, ola), av=ola)
        assert hindre == []
        brev.refresh_from_db()
        assert not brev.restanse
        (avskrivning,) = brev.avskrivninger.all()
        assert (avskrivning.avskrivningsmaate, avskrivning.besvart_av_id) == ("BU", svar.pk)
        assert besvarelser(svar) == []


def test_et_foreloepig_svar_gir_ny_frist_og_lar_brevet_staa_aapent() -> None:
    frist = i_dag() + timedelta(days=14)
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        inn = et_brev(sak, kari, journalfoert=True)
        svar = brevet(kari, sak, "foreloepig-svar", besvarer=inn, ny_frist=frist)
        fullfoer_svar(sendt(svar, kari), av=kari)
        inn.refresh_from_db()
        assert (inn.restanse, inn.forfallsdato) == (True, frist)
        assert inn.foreloepige_svar.get().svar_id == svar.pk


def test_det_som_ikke_kan_avskrives_ennaa_blir_staaende_og_det_sies_hvorfor() -> None:
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        inn = et_brev(sak, kari)  # not in the journal yet
        svar = sendt(brevet(kari, sak, besvarer=inn), kari)
        ((_brev, hindre),) = fullfoer_svar(svar, av=kari)
        assert koder(hindre) == {"avs.ikke_journalfoert"}
        assert len(besvarelser(svar)) == 1


def test_et_utkast_til_svar_kan_slettes_og_brevet_er_som_foer() -> None:
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        inn = et_brev(sak, kari, journalfoert=True)
        slett_journalpost(brevet(kari, sak, besvarer=inn), grunn="Feil sak", av=kari)
        assert besvarelser(inn) == []


def test_det_man_brukte_sist_staar_foerst_for_en_selv() -> None:
    with som("kari", "frogner") as kari:
        brevet(kari, en_sak(kari), "notat")
        assert valgbare(kari, virksomhet("frogner").pk)[0].kode == "notat"
    with som("ola", "frogner") as ola:
        assert valgbare(ola, virksomhet("frogner").pk)[0].kode == "brev"


def test_hvert_felt_i_listen_har_en_verdi_og_hjemmelen_er_brevets_foer_sakens() -> None:
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        inn = et_brev(sak, kari)
        kode = {"tilgangsrestriksjon_id": "UO", "skjerming_metadata": []}
        Skjerming.objects.create(mappe_id=sak.pk, skjermingshjemmel="offl § 14", **kode)
        om: dict[str, Any] = {"nummer": 2, "tittel": "T", "mottakere": [VELET, Mottaker("Åse")], "av": bruker("ola")}
        felt = verdier(sak, **om)
        assert felt.keys() == EKSEMPEL.keys()
        assert felt["vår_referanse"] == f"{sak.mappe_id}-2"
        assert felt["mottaker"] == "Kvernbekken vel\nSkogveien 12\n0283 OSLO\n\nÅse"
        assert felt["unntatt_offentlighet"] == "Unntatt offentlighet, offl § 14"
        Skjerming.objects.create(registrering_id=inn.pk, skjermingshjemmel="offl § 13", **kode)
        assert verdier(sak, besvarer=inn, **om)["hjemmel"] == "offl § 13"
