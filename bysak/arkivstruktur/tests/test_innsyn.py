"""«Hvem kan se dette» and «hvorfor ikke jeg» against what each person's own lists show, in worlds made by chance."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bysak.arkivstruktur.innsyn import (
    avslutt_innsyn,
    dokument_q,
    gi_innsyn,
    hindre_for_innsyn,
    hindre_for_innsynsslutt,
    hvem_ser,
    hvorfor_ikke,
)
from bysak.arkivstruktur.models import (
    Dokumentbeskrivelse,
    Dokumentkobling,
    Klasse,
    Mappe,
    Objektrettighet,
    Registrering,
)
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import (
    AdministrativEnhet,
    Bruker,
    Rolletildeling,
    Tilgangsklasse,
    Tilgangsmedlem,
)
from bysak.organisasjon.tilgang import klasse_for, ser, synlig_q
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db
KODER, ENHETER = ("P", "KL"), ("Oppvekst", "Helse og mestring")
FOLK = ("ola", "lise", "maja", "modul")
MODULRETT = ("arkivdel", "klasse", "mappe", "registrering", "dokument")
GRUNNER = {
    "innsyn.passiv", "innsyn.rolle", "innsyn.kode", "innsyn.enhet", "innsyn.navn", "innsyn.rekkevidde",
}  # fmt: skip


@dataclass(frozen=True)
class Rollevalg:
    """A role of one of the people: which unit, codes and days around today."""

    hvem: str
    enhet: str | None
    koder: tuple[str, ...]
    fra: int
    til: int | None


@dataclass(frozen=True)
class Vern:
    """How one of the units is protected: by code in a unit, by names, or not; and who is let in besides."""

    art: str
    kode: str
    enhet: str | None
    navngitte: frozenset[str]
    ogsaa: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True)
class Verden:
    """A world made by chance."""

    roller: list[Rollevalg]
    vern: list[Vern]
    passive: frozenset[str]
    modulrett: list[tuple[str, int]]


enheter = st.sampled_from([None, *ENHETER])
navn = st.frozensets(st.sampled_from(FOLK), max_size=2)
roller = st.builds(
    Rollevalg, st.sampled_from(FOLK), enheter, st.sets(st.sampled_from(KODER)).map(lambda k: tuple(sorted(k))),
    st.integers(-2, 1), st.one_of(st.none(), st.integers(-1, 2)),
)  # fmt: skip
vern = st.builds(Vern, st.sampled_from(["aapen", "kode", "personer"]), st.sampled_from(KODER), enheter, navn, navn)
verdener = st.builds(
    Verden, st.lists(roller, max_size=6), st.lists(vern, min_size=4, max_size=4),
    st.frozensets(st.sampled_from(FOLK), max_size=1),
    st.lists(st.tuples(st.sampled_from(MODULRETT), st.integers(0, 1))),
)  # fmt: skip

AAPEN = Vern("aapen", KODER[0], None, frozenset())
# A module reaches a document by one entry, and is cleared for another entry that it also lies on: it sees neither.
NAADD_ETT_STED_KLARERT_ET_ANNET = Verden(
    [Rollevalg("modul", None, (), 0, None)],
    [AAPEN, AAPEN, Vern("kode", KODER[0], None, frozenset()), AAPEN],
    frozenset(),
    [("mappe", 0)],
)


@pytest.mark.krav("4.5.34", "4.5.1", "4.1.18")
def test_hvem_ser_er_de_som_har_det_i_listene_sine_og_hvorfor_ikke_sier_hva_som_mangler():
    saker, poster, filer = _enhetene()
    enhetene = [*saker, *poster, *filer, saker[0].klasse]

    @given(verden=verdener)
    @example(NAADD_ETT_STED_KLARERT_ET_ANNET)
    @settings(max_examples=12, deadline=None)
    def proev(verden: Verden) -> None:
        with transaction.atomic():
            _sett_opp(verden, saker, poster, filer)
            folk = {n: bruker(n) for n in (*FOLK, "kari")}
            sett = {n: _listene(n, {e.pk for e in enhetene}) for n in folk}
            with som("siv", "frogner"):
                for enhet in enhetene:
                    svar = {b.brukernavn for b in hvem_ser(enhet)} & set(folk)
                    assert svar == {n for n in folk if enhet.pk in sett[n]}, enhet
                    for n, person in folk.items():
                        grunner = koder(hvorfor_ikke(person, enhet))
                        assert bool(grunner) is (n not in svar), (n, enhet)
                        assert grunner <= GRUNNER
            transaction.set_rollback(True)

    proev()


def _listene(navn_: str, av_disse: set[Any]) -> set[Any]:
    """Which of these units this person's own lists show."""
    with som(navn_, "frogner") as av:
        har_rolle = virksomhet("frogner").pk in av.virksomheter
        saker = list(Mappe.objects.filter(synlig_q(av), pk__in=av_disse))
        poster = list(Registrering.objects.filter(synlig_q(av), pk__in=av_disse))
        assert all(ser(av, en) for en in (*saker, *poster))
        dokumenter = Dokumentbeskrivelse.objects.filter(dokument_q(av), pk__in=av_disse)
        klasser = Klasse.objects.filter(pk__in=av_disse) if har_rolle else []
        return {enhet.pk for liste in (saker, poster, dokumenter, klasser) for enhet in liste}


def _enhetene() -> tuple[list[Any], list[Any], list[Any]]:
    """Two cases with an entry and a document each; one document on both entries, seen by those who see either."""
    with som("siv", "byarkivet"):
        Bruker.objects.create(brukernavn="modul", navn="Modul", er_modul=True)
    with som("nora", "frogner") as nora:
        saker = [en_sak(nora) for _ in range(2)]
        poster = [et_brev(sak, nora) for sak in saker]
        filer = [en_fil(jp, nora, hoveddokument=True).dokumentbeskrivelse for jp in poster]
        Dokumentkobling.objects.create(
            registrering=poster[1], dokumentbeskrivelse=filer[0], tilknyttet_registrering_som="V", dokumentnummer=9
        )
        mapper = Mappe.objects.filter(pk__in=[s.pk for s in saker]).select_related("klasse").order_by("pk")
        return list(mapper), [Registrering.objects.get(pk=jp.pk) for jp in poster], filer


def _sett_opp(verden: Verden, saker: list[Any], poster: list[Any], filer: list[Any]) -> None:
    """Put the world in place, past the verbs: every mixture is to be tried, also those that no verb makes."""
    with som("siv", "byarkivet"):
        Bruker.objects.filter(brukernavn__in=verden.passive).update(is_active=False)
    with som("nora", "frogner"):
        for nr, (rad, valg) in enumerate(zip([*saker, *poster], verden.vern, strict=True)):
            rad.tilgangsklasse = _klasse(valg, nr)
            rad.ser_ogsaa = _personer(f"ogsaa {nr}", valg.ogsaa) if valg.ogsaa else None
            rad.save(update_fields=["tilgangsklasse", "ser_ogsaa"])
        Rolletildeling.objects.filter(bruker__brukernavn__in=FOLK).delete()
        _roller(verden.roller)
        sak = saker[0]
        maal = {"arkivdel": [sak.arkivdel] * 2, "klasse": [sak.klasse] * 2, "mappe": saker, "registrering": poster}
        for art, nr in verden.modulrett:
            peker = {"dokument": "dokumentbeskrivelse"}.get(art, art)
            enhet = filer[nr] if art == "dokument" else maal[art][nr]
            Objektrettighet.objects.create(**{peker: enhet}, modul=bruker("modul"), fra_dato=i_dag())


def _roller(valgene: list[Rollevalg]) -> None:
    for valg in valgene:
        fra = i_dag() + timedelta(days=valg.fra)
        til = None if valg.til is None else max(fra, i_dag() + timedelta(days=valg.til))
        Rolletildeling.objects.get_or_create(
            bruker=bruker(valg.hvem),
            rolle="modul" if valg.hvem == "modul" else "saksbehandler",
            enhet=_enhet(valg.enhet),
            fra_dato=fra,
            defaults={"til_dato": til, "tilgangskoder": list(valg.koder)},
        )


def _enhet(navn_: str | None) -> AdministrativEnhet | None:
    return AdministrativEnhet.objects.get(navn=navn_) if navn_ else None


def _klasse(valg: Vern, nr: int) -> Tilgangsklasse:
    if valg.art == "personer":
        return _personer(f"bare {nr}", valg.navngitte)
    enhet = _enhet(valg.enhet)
    return klasse_for() if valg.art == "aapen" else klasse_for(valg.kode, enhet.pk if enhet else None)


def _personer(navn_: str, hvem: frozenset[str]) -> Tilgangsklasse:
    klasse = Tilgangsklasse.objects.create(art="personer", navn=navn_)
    Tilgangsmedlem.objects.bulk_create([Tilgangsmedlem(klasse=klasse, bruker=bruker(n)) for n in sorted(hvem)])
    return klasse


def _gi_rolle(**valg: Any) -> None:
    with som("siv", "frogner"):
        Rolletildeling.objects.create(bruker=bruker("lise"), rolle="saksbehandler", fra_dato=i_dag(), **valg)


@pytest.mark.parametrize(
    ("grunn", "klasse", "foer", "rett"),
    [
        ("innsyn.rolle", "200", lambda: None, _gi_rolle),
        ("innsyn.kode", "400", _gi_rolle, lambda: _gi_rolle_med(["KL"])),
        ("innsyn.enhet", "400", lambda: _gi_rolle_med(["KL"], enhet="Oppvekst"), lambda: _gi_rolle_med(["KL"])),
    ],
)
def test_naar_det_som_mangler_rettes_ser_vedkommende(
    grunn: str, klasse: str, foer: Callable[[], None], rett: Callable[[], None]
) -> None:
    foer()
    with som("nora", "frogner") as nora:
        helse = AdministrativEnhet.objects.get(navn="Helse og mestring")
        sak = Mappe.objects.get(pk=en_sak(nora, klasse=klasse, enhet=helse).pk)
        ventet = {grunn} | ({"innsyn.kode"} if grunn == "innsyn.rolle" and klasse != "200" else set())
        assert koder(hvorfor_ikke(bruker("lise"), sak)) == ventet
    rett()
    with som("siv", "frogner"):
        assert hvorfor_ikke(bruker("lise"), sak) == []
        assert bruker("lise") in hvem_ser(sak)
    with som("lise", "frogner") as lise:
        assert ser(lise, sak)


def _gi_rolle_med(koder_: list[str], enhet: str | None = None) -> None:
    with som("siv", "frogner"):
        Rolletildeling.objects.create(
            bruker=bruker("lise"), rolle="leder", tilgangskoder=koder_, enhet=_enhet(enhet), fra_dato=i_dag()
        )


@pytest.mark.krav("4.5.23", "4.1.18")
def test_en_person_faar_se_en_sak_og_ingenting_annet_og_ingen_flere_retter():
    with som("nora", "frogner") as nora:
        saken, annen = (en_sak(nora, klasse="400") for _ in range(2))
        jp = et_brev(saken, nora)
        sak = gi_innsyn(Mappe.objects.get(pk=saken.pk), bruker=bruker("ola"), av=nora)
        assert stoppes(gi_innsyn, sak, bruker=bruker("ola"), av=nora) == {"innsyn.ser"}
        assert koder(hindre_for_innsyn(sak, bruker("lise"))) == {"innsyn.uten_rolle"}
        senere = et_brev(saken, nora)
    foer = aktoer("ola")
    with som("ola", "frogner") as ola:
        synlige = set(Mappe.objects.filter(synlig_q(ola), pk__in=[sak.pk, annen.pk]))
        assert synlige == {sak}
        poster = Registrering.objects.filter(synlig_q(ola), pk__in=[jp.pk, senere.pk])
        assert poster.count() == 2
        assert ola == foer
        with pytest.raises(PermissionDenied):
            gi_innsyn(sak, bruker=bruker("ingvild"), av=ola)
    with som("nora", "frogner") as nora:
        avslutt_innsyn(sak, bruker=bruker("ola"), av=nora)
        assert koder(hindre_for_innsynsslutt(sak, bruker("ola"))) == {"innsyn.ikke_navngitt"}
        assert stoppes(avslutt_innsyn, sak, bruker=bruker("ola"), av=nora) == {"innsyn.ikke_navngitt"}
    with som("ola", "frogner") as ola:
        assert not ser(ola, sak)
