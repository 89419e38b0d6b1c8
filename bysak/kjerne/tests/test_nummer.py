"""Numbers: consecutive, never twice, and a hole always has a reason."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from bysak.arkivstruktur.arkivadministrasjon import opprett_arkiv, opprett_arkivdel
from bysak.arkivstruktur.mapper import opprett_mappe
from bysak.arkivstruktur.models import Arkivdel, Journalpost, Mappe, Nummerhull, Nummerserie, Registrering, Saksmappe
from bysak.arkivstruktur.nummerserie import neste_nummer
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import i_dag
from tests.saker import en_sak, et_brev
from tests.verden import aktoer, som, virksomhet

AAR = i_dag().year


def sist(art: str) -> int:
    rad = Nummerserie.objects.filter(art=art, aar=AAR).first()
    return rad.siste if rad else 0


@pytest.mark.django_db
def test_saker_og_journalposter_har_hver_sin_rekke_som_begynner_paa_en_hvert_aar():
    with som("kari", "frogner") as kari:
        saker, poster = sist("sak"), sist("journal")
        a, b = en_sak(kari), en_sak(kari)
        assert (a.sakssekvensnummer, b.sakssekvensnummer) == (saker + 1, saker + 2)
        assert a.mappe_id == f"{AAR}/{saker + 1}"
        brev = [et_brev(a, kari), et_brev(b, kari), et_brev(a, kari, type="U")]
        assert [jp.journalsekvensnummer for jp in brev] == [poster + 1, poster + 2, poster + 3]
        assert [jp.registrerings_id for jp in brev] == [f"{a.mappe_id}-1", f"{b.mappe_id}-1", f"{a.mappe_id}-2"]
        assert neste_nummer("sak", 1901) == 1


@pytest.mark.django_db
def test_hver_virksomhet_har_sin_egen_rekke():
    with som("kari", "frogner") as kari:
        en_sak(kari)
        frogners = sist("sak")
    with som("kari", "sagene"):
        foer = sist("sak")
    with som("kari", "frogner") as kari:
        assert en_sak(kari).sakssekvensnummer == frogners + 1
    with som("kari", "sagene"):
        assert sist("sak") == foer


@pytest.mark.django_db
def test_et_nummer_gjelder_en_sak_ogsaa_der_det_er_flere_arkiver():
    with som("siv", "frogner") as siv:
        den_gamle = Arkivdel.objects.get(arkivdelstatus="A")
        annet = opprett_arkiv("Et arkiv til", arkivskaper=("987654321", "Prøvevik"), av=siv)
        arkivdel = opprett_arkivdel(annet, tittel="Den nye", start=i_dag(), av=siv)
    with som("kari", "frogner") as kari:
        foer = sist("sak")
        i_det_nye = opprett_mappe(arkivdel, tittel="I det nye", av=kari)
        assert (i_det_nye.mappe_id, en_sak(kari, arkivdel=den_gamle).sakssekvensnummer) == (
            f"{AAR}/{foer + 1}",
            foer + 2,
        )


@pytest.mark.django_db
def test_en_registrering_som_feiler_bruker_ikke_opp_et_nummer():
    with som("kari", "frogner"):
        foer = sist("journal")
    with pytest.raises(ValueError, match="x"), som("kari", "frogner") as kari:  # noqa: PT012
        et_brev(en_sak(kari), kari)
        raise ValueError("x")
    with som("kari", "frogner"):
        assert sist("journal") == foer


@pytest.mark.django_db
def test_det_som_slettes_etterlater_et_forklart_hull():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp = et_brev(sak, kari)
    with arbeid(som=aktoer("kari"), i=virksomhet("frogner"), verb="slett", grunn="opprettet ved en feil"):
        jp.korrespondanseparter.all().delete()
        Registrering.objects.filter(pk=jp.pk).delete()
        Mappe.objects.filter(pk=sak.pk).delete()
        hull = Nummerhull.objects.order_by("id").values_list("art", "aar", "nummer", "grunn")
        assert list(hull) == [
            ("journal", AAR, jp.journalsekvensnummer, "opprettet ved en feil"),
            ("sak", AAR, sak.sakssekvensnummer, "opprettet ved en feil"),
        ]
    with som("kari", "frogner") as kari:
        assert en_sak(kari).sakssekvensnummer == (sak.sakssekvensnummer or 0) + 1


def test_tjue_som_registrerer_samtidig_faar_hvert_sitt_nummer_uten_hull(egen_database):
    traader, hver = 20, 3
    kari, frogner = aktoer("kari"), virksomhet("frogner")
    with som("kari", "frogner") as a:
        saker = [en_sak(a, tittel=f"Sak {n}") for n in range(4)]
        foer, saker_foer = sist("journal"), sist("sak")
    start = threading.Barrier(traader)

    def registrer(nr: int) -> list[int | None]:
        try:
            start.wait()
            numre = []
            for runde in range(hver):
                with arbeid(som=kari, i=frogner, verb="registrer"):
                    numre.append(et_brev(saker[nr % 4], kari).journalsekvensnummer)
                    if runde == 0:
                        en_sak(kari, tittel=f"Ny {nr}")
            return numre
        finally:
            connection.close()

    with ThreadPoolExecutor(traader) as basseng:
        numre = sorted(n or 0 for liste in basseng.map(registrer, range(traader)) for n in liste)
    assert numre == list(range(foer + 1, foer + 1 + traader * hver))
    with som("kari", "frogner"):
        for sak in saker:
            poster = Journalpost.objects.filter(mappe=sak).order_by("journalpostnummer")
            assert [p.journalpostnummer for p in poster] == list(range(1, len(poster) + 1))
        nye = Saksmappe.objects.filter(saksaar=AAR, sakssekvensnummer__gt=saker_foer)
        assert sorted(s.sakssekvensnummer or 0 for s in nye) == list(range(saker_foer + 1, saker_foer + 1 + traader))
