"""One item in several entries, several items in one, one added to an entry that exists: each item ends once."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bysak.arkivstruktur.models import Dokumentobjekt, Journalpost, Registrering
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.mottak.models import Innkomst, Innkomstregistrering, Utfall
from bysak.mottak.registrering import Registreringsvalg, registrer
from bysak.mottak.ruting import rut
from bysak.mottak.samling import fullfoer, legg_til
from bysak.mottak.tests.brev import brev, motta_og_les, rad_naa, valg_i_frogner
from bysak.mottak.tests.test_samtidig_mottak import _samtidig
from bysak.mottak.tildeling import ta
from bysak.mottak.utfall import gjenaapne, ikke_journalpliktig
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db

EN = ("klage.txt", "text/plain", b"En klage")
TO = ("soeknad.txt", "text/plain", b"En helt annen sak")


def _registrer(rad: Innkomst, valg: Registreringsvalg) -> Journalpost:
    with som("kari", "frogner", "registrer") as kari:
        return registrer(rad, valg, av=kari)


def _filer(jp: Registrering) -> list[str]:
    with som("kari", "frogner"):
        return [
            o.filnavn
            for k in jp.koblinger.order_by("dokumentnummer")
            for o in Dokumentobjekt.objects.filter(dokumentbeskrivelse=k.dokumentbeskrivelse_id)
        ]


def _deler(rad: Innkomst) -> list[tuple[int, object, bool]]:
    with som("kari", "frogner"):
        return [(d.nummer, d.registrering_id, d.original) for d in Innkomstregistrering.objects.filter(innkomst=rad)]


def _delt() -> tuple[Innkomst, Journalpost]:
    """An item with two attachments, the first of them registered with the mail."""
    rad = motta_og_les(brev("To saker i ett", vedlegg=(EN, TO)))
    klage, _ = rad.vedlegg.all()
    valg = valg_i_frogner(aktoer("kari"), "Klage", vedlegg=frozenset({klage.pk}), fortsett=True)
    return rad, _registrer(rad, valg)


def test_en_melding_kan_deles_paa_flere_journalposter_og_er_ferdig_naar_den_siste_er_registrert():
    rad, foerste = _delt()
    assert rad_naa(rad).utfall == ""
    _, soeknad = rad.vedlegg.all()
    valg = valg_i_frogner(
        aktoer("kari"), "Søknad", ny_sak="En annen sak", hoveddokument=soeknad.pk, vedlegg=frozenset(), original=False
    )
    andre = _registrer(rad, valg)
    assert (_filer(foerste), _filer(andre)) == (["e-post.eml", "klage.txt"], ["soeknad.txt"])
    naa = rad_naa(rad)
    assert (naa.utfall, naa.registrering_id) == (Utfall.REGISTRERT, foerste.pk)
    assert _deler(rad) == [(1, foerste.pk, True), (2, andre.pk, False)]


def test_vedlegg_som_er_registrert_blir_ikke_med_en_gang_til_av_seg_selv():
    rad, _ = _delt()
    andre = _registrer(rad, valg_i_frogner(aktoer("kari"), "Resten"))
    assert _filer(andre) == ["e-post.eml", "soeknad.txt"]


def test_en_paabegynt_deling_kan_bare_ende_som_registrert():
    rad, foerste = _delt()
    with som("kari", "frogner") as kari, pytest.raises(Hindret, match="En del av denne er alt registrert"):
        ikke_journalpliktig(rad, grunnkode="reklame", av=kari)
    with pytest.raises(Hindret, match="En del av denne er alt registrert"):
        rut(rad, til=virksomhet("sagene"), av=aktoer("kari"))
    with som("kari", "frogner", "fullfør") as kari:
        fullfoer(rad, av=kari)
    assert (rad_naa(rad).utfall, rad_naa(rad).registrering_id) == (Utfall.REGISTRERT, foerste.pk)
    with som("kari", "frogner") as kari, pytest.raises(Hindret, match="Rett journalposten"):
        gjenaapne(rad, av=kari)


def test_e_posten_slik_den_kom_maa_vaere_med_et_sted():
    rad = motta_og_les(brev("To saker", vedlegg=(EN, TO)))
    klage, soeknad = rad.vedlegg.all()
    valg = valg_i_frogner(aktoer("kari"), "Klage", vedlegg=frozenset(), original=False)
    with pytest.raises(Hindret, match="Velg et vedlegg som hoveddokument"):
        _registrer(rad, valg)
    deler: dict[str, Any] = {"vedlegg": frozenset(), "original": False}
    _registrer(rad, valg_i_frogner(aktoer("kari"), "Klage", hoveddokument=klage.pk, fortsett=True, **deler))
    with pytest.raises(Hindret, match="må være med i minst én journalpost"):
        _registrer(rad, valg_i_frogner(aktoer("kari"), "Søknad", hoveddokument=soeknad.pk, **deler))
    with som("kari", "frogner") as kari, pytest.raises(Hindret, match="ikke med i noen journalpost"):
        fullfoer(rad, av=kari)
    assert rad_naa(rad).utfall == ""


def test_ingenting_er_delt_foer_noe_er_registrert():
    rad = motta_og_les(brev("Hel"))
    with som("kari", "frogner") as kari, pytest.raises(Hindret, match="Ingenting av denne er registrert"):
        fullfoer(rad, av=kari)


def test_flere_meldinger_blir_en_journalpost_og_alle_peker_paa_den():
    hoved, ettersendt = motta_og_les(brev("Søknad", vedlegg=(EN,))), motta_og_les(brev("Ettersendt", vedlegg=(TO,)))
    jp = _registrer(hoved, valg_i_frogner(aktoer("kari"), "Søknad", sammen=(ettersendt,)))
    assert _filer(jp) == ["e-post.eml", "klage.txt", "e-post.eml", "soeknad.txt"]
    assert jp.mottatt_dato == hoved.mottatt_tid
    for rad in (hoved, ettersendt):
        assert (rad_naa(rad).utfall, rad_naa(rad).registrering_id) == (Utfall.REGISTRERT, jp.pk)
        assert _deler(rad) == [(1, jp.pk, True)]


def test_det_som_stopper_en_av_dem_stopper_alle_og_sier_hvilken():
    hoved, tatt = motta_og_les(brev("Hoved")), motta_og_les(brev("Den andre"))
    kollega = aktoer("marius")
    with arbeid(som=kollega, i=virksomhet("frogner"), verb="ta"):
        ta(tatt, av=kollega)
    with pytest.raises(Hindret, match=r"«Den andre»: .* arbeider med denne"):
        _registrer(hoved, valg_i_frogner(aktoer("kari"), "Hoved", sammen=(tatt,)))
    with pytest.raises(Hindret, match="kan ikke registreres sammen med denne"):
        _registrer(hoved, valg_i_frogner(aktoer("kari"), "Hoved", sammen=(hoved,)))
    delt, _ = _delt()
    with pytest.raises(Hindret, match="som deles, kan ikke registreres sammen"):
        _registrer(delt, valg_i_frogner(aktoer("kari"), "Hoved", sammen=(hoved,)))
    assert rad_naa(hoved).utfall == ""


def test_en_melding_legges_til_i_en_journalpost_som_finnes():
    jp = _registrer(motta_og_les(brev("Søknad")), valg_i_frogner(aktoer("kari"), "Søknad"))
    rad = motta_og_les(brev("Glemte vedlegget", vedlegg=(EN,)))
    with som("kari", "frogner", "legg til") as kari:
        legg_til(rad, jp, av=kari)
    assert _filer(jp) == ["e-post.eml", "e-post.eml", "klage.txt"]
    assert (rad_naa(rad).utfall, rad_naa(rad).registrering_id) == (Utfall.REGISTRERT, jp.pk)


def test_en_arkivert_journalpost_tar_ikke_imot_mer():
    jp = _registrer(motta_og_les(brev("Søknad")), valg_i_frogner(aktoer("kari"), "Søknad"))
    with som("kari", "frogner", "arkiver"):
        Registrering.objects.filter(pk=jp.pk).update(arkivert_dato=jp.opprettet_dato, arkivert_av="Kari Tveitmo")
    rad = motta_og_les(brev("For sent"))
    with som("kari", "frogner") as kari, pytest.raises(Hindret, match="tar ikke imot flere dokumenter"):
        legg_til(rad, jp, av=kari)
    assert rad_naa(rad).utfall == ""


@pytest.mark.parametrize("endring", [{"registrering_id": "jp"}, {"registrering_id": "jp", "utfall": "avvist"}])
def test_databasen_lar_bare_det_registrerte_peke_paa_en_journalpost(endring):
    rad, jp = _delt()
    verdier = {n: jp.pk if v == "jp" else v for n, v in endring.items()}
    with som("kari", "frogner"), pytest.raises(IntegrityError), transaction.atomic():
        Innkomst.objects.filter(pk=rad.pk).update(utfall_tid=rad.mottatt_tid, **verdier)


def test_to_som_deler_eller_samler_samme_melding_samtidig_venter_paa_hverandre(egen_database: str):
    en, to = motta_og_les(brev("En", vedlegg=(EN,))), motta_og_les(brev("To", vedlegg=(TO,)))
    kari = aktoer("kari")
    valg = [
        valg_i_frogner(kari, "Samlet", sammen=(to,)),
        valg_i_frogner(kari, "Samlet", sammen=(en,)),
        valg_i_frogner(kari, "Delt", fortsett=True),
        valg_i_frogner(kari, "Delt", fortsett=True, vedlegg=frozenset()),
    ]
    rader = [en, to, en, to]

    def proev(nr: int) -> bool:
        try:
            with arbeid(som=kari, i=en.virksomhet_id, verb="registrer"):
                registrer(rader[nr], valg[nr], av=kari)
            return True
        except Hindret:
            return False

    svar = _samtidig(4, proev)
    with arbeid(som=kari, leser=[virksomhet("frogner")]):
        poster = Journalpost.objects.filter(tittel__in=["Samlet", "Delt"]).count()
    # Either one gathered both, or each was begun; what was gathered is not split, and what is split is not gathered.
    samlet, delt = sum(svar[:2]), sum(svar[2:])
    assert poster == samlet + delt
    assert (samlet, delt) in {(1, 0), (0, 2)}
    assert {rad_naa(r).utfall for r in (en, to)} == ({Utfall.REGISTRERT} if samlet else {""})
