"""The freeze matrix cell by cell (noark5-regler section 4): the database and the verbs, asked from the wrong side."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.ekspedering import ekspeder
from bysak.arkivstruktur.endring import endre_journalpost, endre_saksmappe, laan_ut, lever_tilbake
from bysak.arkivstruktur.frysing import hindre_for_overstyring, laaste_felt, overstyr
from bysak.arkivstruktur.journalfoering import arkiver, journalfoer, sett_utgaar
from bysak.arkivstruktur.models import Journalpost, Registrering, Saksmappe
from bysak.arkivstruktur.omgjoering import omtyp
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.models import Endring, Handling
from bysak.organisasjon.models import AdministrativEnhet
from tests.saker import en_sak, et_brev, koder, stoppes
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db

ALLTID = {"journalaar", "journalsekvensnummer"}
SENDT = {"tittel", "journalposttype", "dokumentets_dato", "sendt_dato", "part"}
ARKIVERT = {"tittel", "dokumentmedium", "journalposttype", "journaldato", "dokumentets_dato", "part"}
EGNE: dict[str, set[str]] = {
    "R": set(), "S": set(), "F": set(), "G": set(), "E": SENDT, "J": SENDT, "A": SENDT | ARKIVERT, "U": set(),
}  # fmt: skip
MATRISE = {
    "I": {"M": set(), "S": set(), "J": {"mottatt_dato"}, "A": ARKIVERT | {"mottatt_dato"}, "U": {"mottatt_dato"}},
    **dict.fromkeys("UNXS", EGNE),
}
CELLER = [(type_, status) for type_, rad in MATRISE.items() for status in rad]
NYE: dict[str, Any] = {
    "tittel": "En annen tittel",
    "dokumentmedium": "F",
    "journalposttype": "?",
    "journaldato": date(2020, 1, 1),
    "dokumentets_dato": date(2020, 1, 2),
    "mottatt_dato": naa() - timedelta(days=400),
    "sendt_dato": naa() - timedelta(days=1),
    "journalaar": 1999,
    "journalsekvensnummer": 999_999,
}


def i_status(type_: str, status: str) -> Journalpost:
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, type=type_)
        if status in "MSRFG":
            Registrering.objects.filter(pk=jp.pk).update(journalstatus=status)
        elif status == "E":
            ekspeder(jp, av=kari)
        elif status == "U":
            sett_utgaar(jp, grunn="feil", av=kari)
        else:
            jp = journalfoer(jp, av=kari)
            if status == "A":
                arkiver(jp, av=kari)
    return jp


@pytest.mark.krav("3.2.14", "3.2.22", "3.2.23", "3.2.24", "3.2.25", "3.2.26")
@pytest.mark.parametrize(("type_", "status"), CELLER)
def test_hver_rute_i_matrisen_er_laast_eller_aapen_som_standarden_sier(type_, status):
    ventet = MATRISE[type_][status] | ALLTID
    jp = i_status(type_, status)
    with som("kari", "frogner"):
        jp = Journalpost.objects.get(pk=jp.pk)
        assert jp.journalstatus == status
        laast = {navn for navn, verdi in NYE.items() if not gaar(jp, **{navn: annen(jp, navn, verdi)})}
        part = jp.korrespondanseparter.order_by("pk").first()
        laast |= {"part"} if not gaar(part, navn="Et annet navn") else set()
        assert laast == ventet
        # What the pages are told is what the database does.
        sagt = set(laaste_felt(jp)) & set(NYE)
        sagt |= {"part"} if "navn" in laaste_felt(part) else set()
        assert sagt == ventet


def annen(jp: Journalpost, navn: str, verdi: Any) -> Any:
    return ("X" if jp.journalposttype != "X" else "N") if navn == "journalposttype" else verdi


def gaar(rad: Any, **felt: Any) -> bool:
    """Past the verbs, one column at a time; nothing of it is left."""
    try:
        with transaction.atomic():
            type(rad)._base_manager.filter(pk=rad.pk).update(**felt)
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


@pytest.mark.krav("3.2.15", "3.2.25", "3.2.26")
@pytest.mark.parametrize(("type_", "status"), CELLER)
def test_verbene_stopper_det_databasen_stopper_og_bare_det(type_, status):
    ventet = MATRISE[type_][status]
    jp = i_status(type_, status)
    with som("kari", "frogner") as kari:
        felt = {n: v for n, v in NYE.items() if n in ("tittel", "dokumentmedium", "dokumentets_dato", "sendt_dato")}
        for navn, verdi in felt.items():
            assert stoppes(endre_journalpost, jp, av=kari, **{navn: verdi}) == (
                {"frys.laast"} if navn in ventet else set()
            )
        ny = "S" if type_ in "UX" else "X"
        laast = "journalposttype" in ventet
        assert ("type.laast" in stoppes(omtyp, jp, type=ny, grunn="feil type", av=kari)) == laast


@pytest.mark.krav("3.2.2", "3.2.10", "3.2.11")
def test_en_avsluttet_sak_kan_rettes_i_det_som_ikke_er_laast_og_lanes_ut():
    with som("kari", "frogner") as kari:
        sak = avslutt_saksmappe(en_sak(kari), av=kari)
        enhet = AdministrativEnhet.objects.exclude(saker=sak)[0]
        for navn, verdi in {
            "tittel": "Ny", "dokumentmedium": "F", "saksdato": date(2020, 1, 1), "administrativ_enhet": enhet,
            "saksansvarlig": bruker("ola"),
        }.items():  # fmt: skip
            assert stoppes(endre_saksmappe, sak, av=kari, **{navn: verdi}) == {"frys.laast"}
        assert endre_saksmappe(sak, av=kari, beskrivelse="Papir i boks 4").beskrivelse == "Papir i boks 4"
        assert stoppes(laan_ut, sak, til="Nora", av=kari) == {"utlaan.elektronisk"}
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied):
        endre_saksmappe(sak, av=ola, beskrivelse="x")


def test_en_papirsak_laanes_ut_og_kommer_tilbake_ogsaa_etter_at_den_er_avsluttet():
    with som("kari", "frogner") as kari:
        sak = endre_saksmappe(en_sak(kari), av=kari, dokumentmedium="F", oppbevaringssted=["Boks 4"])
        sak = avslutt_saksmappe(sak, av=kari)
        sak = laan_ut(sak, til="Nora Vestlid", av=kari)
        assert (sak.utlaant_til, sak.utlaant_dato) == ("Nora Vestlid", i_dag())
        assert stoppes(laan_ut, sak, til="Ola", av=kari) == {"utlaan.ute"}
        assert stoppes(laan_ut, lever_tilbake(sak, av=kari), til="\u200b", av=kari) == {"utlaan.uten_laaner"}
        fram = i_dag() + timedelta(days=1)
        assert stoppes(laan_ut, lever_tilbake(sak, av=kari), til="Ola", dato=fram, av=kari) == {"dato.fram"}
        spor = Endring.objects.filter(objekt_id=str(sak.pk), element="utlaant_til").values_list("ny", flat=True)
        assert list(spor) == ["Nora Vestlid", ""]


@pytest.mark.krav("2.9.3", "2.9.1")
def test_administrator_endrer_det_som_er_laast_og_grunnen_staar_i_loggen():
    jp = i_status("I", "A")
    with som("kari", "frogner") as kari, pytest.raises(PermissionDenied, match="overstyre"):
        overstyr(jp, felt={"tittel": "Ny"}, av=kari)
    with som("siv", "frogner") as siv:
        assert koder(hindre_for_overstyring(jp, {})) == {"overstyr.uten_grunn", "overstyr.ingenting"}
        assert stoppes(overstyr, jp, felt={"tittel": "Ny"}, av=siv) == {"overstyr.uten_grunn"}
    with arbeid(som=aktoer("siv"), i=virksomhet("frogner"), overstyring="Feil navn i tittelen") as a:
        assert stoppes(overstyr, jp, felt={"journalaar": 1999}, av=a.aktoer) == {"overstyr.evig"}
        jp = overstyr(jp, felt={"tittel": "Ny tittel"}, av=a.aktoer)
        assert Handling.objects.latest("id").overstyring == "Feil navn i tittelen"
        sak = Saksmappe.objects.get(registreringer=jp)
        assert stoppes(overstyr, sak, felt={"mappe_id": "1/1"}, av=a.aktoer) == {"overstyr.evig"}


UMULIG = i_dag().replace(year=1066)
FRAM = i_dag() + timedelta(days=1)


@pytest.mark.parametrize(
    ("felt", "kode"),
    [
        ({"tittel": "\u200b \u2060"}, "endre.uten_tittel"),
        ({"tittel": "x" * 501}, "endre.langt"),
        ({"beskrivelse": "x" * 20_001}, "endre.langt"),
        ({"dokumentets_dato": FRAM}, "dato.fram"),
        ({"dokumentets_dato": UMULIG}, "dato.umulig"),
        ({"forfallsdato": date(9999, 1, 1)}, "dato.fjern"),
        ({"forfallsdato": date(2001, 1, 1)}, "dato.foer_saken"),
        ({"sendt_dato": naa() + timedelta(days=3)}, "dato.fram"),
        ({"mottatt_dato": naa() - timedelta(days=9), "dokumentets_dato": i_dag()}, "dato.mottatt_foer"),
        ({"journalstatus": "A"}, "endre.felt"),
    ],
)
def test_meningsloese_verdier_faar_en_setning_og_ingenting_blir_borte(felt, kode):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        assert stoppes(endre_journalpost, jp, av=kari, **felt) == {kode}
        etter = Journalpost.objects.get(pk=jp.pk)
        assert (etter.tittel, etter.versjon) == (jp.tittel, jp.versjon)


def test_en_skjermet_tittel_som_endres_er_helt_skjult_til_den_er_vurdert_paa_nytt():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, tittel="Klage fra Ebba Lønnfjell")
        Registrering.objects.filter(pk=jp.pk).update(skjermede_ord=[2, 3], offentlig_tittel="Klage fra *****")
        jp = endre_journalpost(jp, av=kari, tittel="Ebba Lønnfjell klager")
        assert jp.offentlig_tittel == "*****"
        assert jp.skjermede_ord == [0, 1, 2]


def test_en_annen_bydels_post_kan_ikke_endres():
    with som("lise", "sagene") as lise:
        jp = et_brev(en_sak(lise), lise)
    with som("kari", "frogner") as kari, pytest.raises(Journalpost.DoesNotExist):
        endre_journalpost(jp, av=kari, tittel="x")


@pytest.mark.krav("3.2.18", "3.1.2")
def test_avslutning_arkiverer_alt_i_saken_og_bare_det_som_lever():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        inn, ute = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari)
        avskriv(inn, maate="TE", av=kari)
        sett_utgaar(ute, grunn="dobbelt", av=kari)
        avslutt_saksmappe(sak, av=kari)
        inn, ute = (Journalpost.objects.get(pk=jp.pk) for jp in (inn, ute))
        assert (inn.journalstatus, inn.arkivert_av, bool(inn.arkivert_dato)) == ("A", "Kari Tveitmo", True)
        assert (ute.journalstatus, ute.arkivert_dato) == ("U", None)
