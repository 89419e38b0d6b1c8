import pytest
from django.core.exceptions import PermissionDenied

from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.enheter import (
    hindre_for_enhet,
    hindre_for_nedleggelse,
    hindre_for_plassering,
    legg_ned_enhet,
    med_underenheter,
    opprett_enhet,
    plasser_enhet,
)
from bysak.organisasjon.models import AdministrativEnhet, Rolle, Rolletildeling
from bysak.organisasjon.roller import hindre_for_tildeling, tildel_rolle
from tests.saker import en_sak, koder, stoppes
from tests.verden import bruker, som, virksomhet

pytestmark = pytest.mark.django_db


@pytest.fixture
def siv():
    with som("siv", "frogner") as siv:
        yield siv


@pytest.mark.krav("4.2.1", "4.3.2")
def test_en_enhet_er_kjent_og_brukeren_handler_i_sin_enhet(siv):
    enhet = opprett_enhet("Kultur", av=siv)
    rolle = tildel_rolle(bruker("lise"), Rolle.SAKSBEHANDLER, enhet=enhet, av=siv)
    assert Rolletildeling.objects.get(pk=rolle.pk).enhet == enhet


@pytest.mark.krav("4.3.2")
def test_i_arbeidet_vet_kjernen_hvilken_enhet_brukeren_handler_i():
    with som("siv", "frogner") as siv:
        enhet = opprett_enhet("Kultur", av=siv)
        tildel_rolle(bruker("lise"), Rolle.SAKSBEHANDLER, enhet=enhet, av=siv)
    with som("lise", "frogner") as lise:
        assert [r.enhet_id for r in lise.roller_i(virksomhet("frogner").pk)] == [enhet.pk]


@pytest.mark.krav("4.2.2", "4.2.3")
def test_en_nedlagt_enhet_staar_igjen_med_perioden_sin_og_tar_ikke_imot_noe_nytt(siv):
    over = opprett_enhet("Kultur", av=siv)
    under = opprett_enhet("Bibliotek", av=siv, overordnet=over)
    rolle = tildel_rolle(bruker("lise"), Rolle.SAKSBEHANDLER, enhet=under, av=siv)
    assert stoppes(legg_ned_enhet, over, av=siv) == koder(hindre_for_nedleggelse(over)) == {"enhet.underenheter"}
    assert stoppes(legg_ned_enhet, under, av=siv) == {"enhet.roller"}
    rolle.delete()
    under = legg_ned_enhet(under, av=siv)
    assert under.avsluttet_dato is not None
    assert under.opprettet_dato < under.avsluttet_dato
    assert AdministrativEnhet.objects.filter(pk=under.pk).exists()
    assert stoppes(legg_ned_enhet, under, av=siv) == {"enhet.avsluttet"}
    assert koder(hindre_for_tildeling(Rolle.LEDER, i_dag(), None, enhet=under)) == {"rolle.enhet_avsluttet"}
    assert koder(hindre_for_enhet("Ny", under)) == {"enhet.over_avsluttet"}
    assert stoppes(opprett_enhet, "Ny", overordnet=under, av=siv) == {"enhet.over_avsluttet"}
    assert stoppes(opprett_enhet, "Bibliotek", av=siv) == {"enhet.finnes"}
    legg_ned_enhet(over, av=siv)


def test_en_enhet_med_aapne_saker_legges_ikke_ned():
    with som("siv", "frogner") as siv:
        enhet = opprett_enhet("Kultur", av=siv)
    with som("kari", "frogner") as kari:
        en_sak(kari, enhet=enhet)
    with som("siv", "frogner") as siv:
        assert stoppes(legg_ned_enhet, enhet, av=siv) == koder(hindre_for_nedleggelse(enhet)) == {"enhet.saker"}


def test_enheter_flyttes_i_treet_uten_aa_bli_sin_egen_leder(siv):
    a, b, c = (opprett_enhet(navn, av=siv) for navn in ("A", "B", "C"))
    b = plasser_enhet(b, overordnet=a, av=siv)
    c = plasser_enhet(c, overordnet=b, av=siv)
    assert {e.navn for e in med_underenheter(a)} == {"A", "B", "C"}
    for over in (a, b, c):
        assert stoppes(plasser_enhet, a, overordnet=over, av=siv) == {"enhet.ring"}
        assert koder(hindre_for_plassering(a, over)) == {"enhet.ring"}
    assert plasser_enhet(b, overordnet=None, av=siv).overordnet is None
    assert {e.navn for e in med_underenheter(a)} == {"A"}


@pytest.mark.parametrize("hvem", ["kari", "nora", "ola"])
def test_bare_systemforvalteren_endrer_enhetene(hvem):
    with som(hvem, "frogner") as av:
        enhet = AdministrativEnhet.objects.earliest("navn")
        for verb, valg in ((plasser_enhet, {"overordnet": None}), (legg_ned_enhet, {})):
            with pytest.raises(PermissionDenied, match="administrere"):
                verb(enhet, av=av, **valg)
