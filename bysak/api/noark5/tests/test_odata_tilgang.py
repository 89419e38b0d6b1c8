"""Access decides: what somebody may not see is in no list, count, search, expansion or answer to a question."""

from itertools import product

import pytest

from bysak.api.noark5.odata import innsyn, sider, utvidelse
from bysak.api.noark5.odata.spoerring import les
from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.api.noark5.odata.uttrykk import les_utvidelse
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.tests.odataverden import bygg, spoer
from bysak.arkivstruktur.models import Mappe, Registrering
from bysak.arkivstruktur.skjerming import skjerm_registrering
from bysak.organisasjon.models import Tilgangsklasse
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def skjult():
    """A case that only named people see, with an entry that all see though its case is hidden."""
    with som("kari", "frogner") as kari:
        saker = bygg(kari)
        lukket = Tilgangsklasse.objects.create(art=Tilgangsklasse.Art.PERSONER, navn="Prøve")
        sak = saker[3]
        Registrering.objects.filter(mappe=sak).exclude(tittel__startswith="Brev 0").update(tilgangsklasse=lukket)
        Mappe.objects.filter(pk=sak.pk).update(tilgangsklasse=lukket)
        return sak


def test_det_som_ikke_sees_er_ikke_med_i_lister_antall_eller_soek(skjult):
    with som("kari", "frogner") as kari:
        assert skjult.pk not in spoer(kari, "mappe")
        assert spoer(kari, "mappe", f"systemID eq {skjult.pk}") == []
        assert spoer(kari, "mappe", "startswith(tittel,'Ågotnes')") == []
        assert spoer(kari, "mappe", search="Ågotnes") == []
        assert len(spoer(kari, "registrering", "contains(tittel,'Ågotnes')")) == 1
        assert spoer(kari, "part", "contains(navn,'i 3')") == []
        assert len(spoer(kari, "dokumentbeskrivelse", "startswith(tittel,'Fil')")) == 1 + 2 + 1


OM_SAKEN = (
    "startswith(mappe/tittel,'Ågotnes')",
    "mappe/any(m: startswith(m/tittel,'Ågotnes'))",
    "mappe/part/navn eq 'Part 0 i 3'",
    "mappe/registrering/any(r: startswith(r/tittel,'Brev 2 om Ågotnes'))",
    "mappe/noekkelord/any(n: n eq 'båt')",
    "mappe/part/$count eq 3",
    "mappe/registrering/dokumentbeskrivelse/tittel eq 'Fil 2' and startswith(tittel,'Brev 0 om Å')",
)


def test_ingen_relasjon_forteller_om_det_som_ikke_sees(skjult):
    with som("kari", "frogner") as kari:
        # The entry itself is seen, so that only its case is what is asked about.
        assert len(spoer(kari, "registrering", "contains(tittel,'om Ågotnes')")) == 1
        assert [u for u in OM_SAKEN if spoer(kari, "registrering", f"({u}) and contains(tittel,'om Ågotnes')")] == []


def test_sortering_og_utvidelse_gaar_ikke_til_det_som_ikke_sees(skjult):
    with som("kari", "frogner") as kari:
        brevet = spoer(kari, "registrering", "contains(tittel,'om Ågotnes')")[0]
        # Sorted as one whose case is missing: first.
        assert spoer(kari, "registrering", orderby="mappe/tittel")[0] == brevet
        utvid = les_utvidelse("mappe/part,dokumentbeskrivelse")
        grener = utvidelse.hent(RESSURSER["registrering"], [brevet], utvid, kari)
        assert {g.relasjon.navn: len(g.barn) for g in grener} == {"mappe": 0, "dokumentbeskrivelse": 1}


@pytest.mark.parametrize("hvem", ["kari", "ola"])
def test_det_som_arves_er_det_hver_ressurs_selv_sier(hvem):
    """The rows that `innsyn` lets through without asking are those that the target's own `grunn` lets through."""
    proevd = 0
    with som("kari", "frogner") as kari:
        bygg(kari)
    with som("ola", "frogner") as ola:
        post = Registrering.objects.filter(tittel__startswith="Brev 1")[0]
        skjerm_registrering(
            post, hjemmel="Offl § 13", kode="UO", skjermede_ord={0}, offentlig_tittel="", skjermede_parter=set(),
            hele_dokumentet=True, av=ola,
        )  # fmt: skip
    with som(hvem, "frogner") as av:
        for fra, til in product(RESSURSER.values(), RESSURSER.values()):
            for relasjon in fra.relasjoner.values():
                if relasjon.til != til.navn or til.rot not in innsyn.ARVER.get(fra.rot, ()):
                    continue
                naadd = set(fra.grunn(av).values_list(relasjon.sti, flat=True)) - {None}
                lov = set(til.grunn(av).values_list("pk", flat=True))
                bare = set(til.modell._base_manager.filter(til.bare).values_list("pk", flat=True))
                assert naadd & bare <= lov, (fra.navn, til.navn)
                proevd += bool(naadd & bare)
    assert proevd > 8


FORBUDT = [
    ("registrering", "virksomhet/kode eq 'frogner'"),
    ("registrering", "saksbehandler/passord eq 'x'"),
    ("registrering", "saksbehandler__passord eq 'x'"),
    ("registrering", "handling__bruker__passord ne null"),
    ("registrering", "tilgangsklasse eq 1"),
    ("registrering", "mappe__tittel eq 'x'"),
    ("registrering", "pk eq 1"),
    ("registrering", "system_id ne null"),
    ("registrering", "tid_sendt ne null"),
    ("bruker", "password ne null"),
    ("bruker", "administrativenhet/any(a: a/virksomhet ne null)"),
    ("endringslogg", "handling/bruker/password eq 'x'"),
    ("endringslogg", "handling__tid ne null"),
    ("mappe", "part/any(p: p/mappe/any(m: m/tilgangsklasse_id eq 1))"),
    ("mappe", "Default.JournalpostType/tittel eq 'x'"),
    ("mappe", "klasse.klasseID eq 'x'"),
    ("mappe", "tittel/passord eq 'x'"),
    ("mappe", "skjerming/virksomhet_id eq 1"),
]


@pytest.mark.parametrize(("hva", "uttrykk"), FORBUDT, ids=lambda v: v[:50])
def test_bare_det_som_er_erklaert_kan_naas(hva, uttrykk):
    with som("kari", "frogner") as kari:
        for valg in ({"uttrykk": uttrykk}, {"orderby": uttrykk.split(" ", maxsplit=1)[0]}):
            with pytest.raises(UgyldigSpoerring) as feil:
                spoer(kari, hva, **valg)
            assert len(str(feil.value)) > 10


@pytest.mark.treg
def test_ingen_felt_i_noen_ressurs_gir_feil_i_databasen():
    """Every declared attribute can be compared, sorted by and searched, so that no client meets a 500."""
    with som("kari", "frogner") as kari:
        bygg(kari)
        for ressurs in RESSURSER.values():
            antall = ressurs.grunn(kari).count()
            for felt in ressurs.felt.values():
                if felt.gruppe and not felt.sti:
                    continue
                ingen = spoer(kari, ressurs.navn, f"{felt.navn} eq null")
                noen = spoer(kari, ressurs.navn, f"{felt.navn} ne null")
                assert not set(ingen) & set(noen)
                assert len(ingen) + len(noen) == antall
                if not felt.flere:
                    sortert = spoer(kari, ressurs.navn, orderby=f"{felt.navn} desc", top="50")
                    assert sorted(sortert) == sorted(ingen + noen)
            for relasjon in ressurs.relasjoner:
                sider.tell(ressurs, les(f"$filter={relasjon}/any()"), kari)
            sider.tell(ressurs, les("$search=brev"), kari)
