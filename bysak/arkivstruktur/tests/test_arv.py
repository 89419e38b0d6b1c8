from datetime import date, datetime
from itertools import chain, combinations
from typing import Any

import pytest
from django.db import connection

from bysak.arkivstruktur.arkivadministrasjon import endre_arkivdel
from bysak.arkivstruktur.arv import kassasjonsregel
from bysak.arkivstruktur.models import (
    Arkivdel,
    Kassasjon,
    Klasse,
    Mappe,
    ReferanseArkivdel,
    Registrering,
)
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import OSLO, med_klokke
from bysak.organisasjon.tilgang import prosessaktoer
from tests.saker import en_sak, et_brev
from tests.verden import som, virksomhet

pytestmark = pytest.mark.django_db

NIVAAER = ("overklasse", "klassen selv", "klasse", "arkivdel", "vist til", "mappe")
SKUDDAGEN = datetime(2024, 2, 29, 12, tzinfo=OSLO)


@pytest.mark.krav("6.1.1", "6.1.2", "6.1.3", "6.1.6", "6.1.8")
@pytest.mark.parametrize("avsluttet", [True, False])
def test_det_en_person_ser_er_det_uttrekket_skriver_hvor_det_enn_er_bestemt(avsluttet):
    """Every set of places where something may be decided; a case closed on a leap day, and one that is open."""
    with som("kari", "frogner") as kari, med_klokke(SKUDDAGEN):
        sak = en_sak(kari)
        post = Registrering.objects.get(pk=et_brev(sak, kari, type="X").pk)
        mappe = Mappe.objects.get(pk=sak.pk)
    with arbeid(som=prosessaktoer("kommando"), i=virksomhet("frogner"), verb="test", overstyring="sett vedtak"):
        if avsluttet:
            Mappe.objects.filter(pk=mappe.pk).update(avsluttet_dato=SKUDDAGEN)
        ReferanseArkivdel.objects.create(mappe=mappe, arkivdel=Arkivdel.objects.get(arkivdelstatus="P"))
        for hvor in chain.from_iterable(combinations(NIVAAER, n) for n in range(len(NIVAAER) + 1)):
            for vedtak in "KB":
                _bestem(mappe, hvor, vedtak)
                skrevet = _skrevet(mappe)
                assert _sett(mappe) == skrevet == _skrevet(post), (hvor, vedtak)
                kilder = [n for n in reversed(NIVAAER) if n in hvor]
                # The klasse itself has no hjemmel to be known by.
                assert (skrevet and skrevet[1]) == next((k.replace("klassen selv", "") for k in kilder), None)


def _bestem(mappe: Mappe, hvor: tuple[str, ...], vedtak: str) -> None:
    klasse = mappe.klasse
    assert klasse
    assert klasse.forelder
    Kassasjon.objects.all().delete()
    Klasse.objects.filter(pk=klasse.pk).update(
        kassasjonsvedtak="K" if "klassen selv" in hvor else "B", bevaringstid=7 if "klassen selv" in hvor else None
    )
    paa = {
        "overklasse": {"klasse": klasse.forelder}, "klasse": {"klasse": klasse},
        "arkivdel": {"arkivdel": mappe.arkivdel},
        "vist til": {"arkivdel": Arkivdel.objects.get(arkivdelstatus="P")}, "mappe": {"mappe": mappe},
    }  # fmt: skip
    for nr, nivaa in enumerate(n for n in hvor if n in paa):
        dato = date(2050, 1, 1) if nivaa == "arkivdel" else None
        # The lowest has the vedtak that is tried; those above it have one that says otherwise.
        eget = vedtak if nr == len(hvor) - 1 else "G"
        Kassasjon.objects.create(
            **paa[nivaa], kassasjonsvedtak=eget, kassasjonshjemmel=nivaa, bevaringstid=10, kassasjonsdato=dato
        )


def _sett(enhet: Any) -> Any:
    regel = kassasjonsregel(type(enhet).objects.get(pk=enhet.pk))
    return regel and (regel.kassasjon.kassasjonsvedtak, regel.kassasjon.kassasjonshjemmel, regel.dato)


def _skrevet(enhet: Any) -> Any:
    visning, kolonne = ("mappe", "mappe_id") if isinstance(enhet, Mappe) else ("registrerings", "registrering_id")
    with connection.cursor() as peker:
        peker.execute(
            "select kassasjonsvedtak, kassasjonshjemmel, kassasjonsdato"
            f" from uttrekk._{visning}kassasjon where {kolonne} = %s",
            [enhet.pk],
        )
        return peker.fetchone()


def test_papir_og_sted_foelger_med_fra_arkivdelen_til_saken_og_posten():
    with som("siv", "frogner") as siv:
        endre_arkivdel(
            Arkivdel.objects.get(arkivdelstatus="A"), tittel="Papir", dokumentmedium="B",
            oppbevaringssted=["Kjeller 2"], av=siv,
        )  # fmt: skip
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp = et_brev(sak, kari)
        for enhet in (sak, jp):
            assert (enhet.dokumentmedium, enhet.oppbevaringssted) == ("B", ["Kjeller 2"])
