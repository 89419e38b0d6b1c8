"""Background jobs that gave up: shown in words, tried again, put aside; each within its own wall."""

import json
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from bysak.kjerne.hinder import KanalFeil
from bysak.kjerne.models import Handling, Jobbfeil
from bysak.mottak.jobber import les_innkomst
from bysak.organisasjon.jobbfeil import noter_feilen
from bysak.organisasjon.models import Rolle
from bysak.organisasjon.roller import tildel_rolle
from bysak.web.forvaltning.jobbord import OPPGAVER, SLAG, oppgaven
from bysak.web.tests.test_profil import inne
from tests.verden import bruker, som, virksomhet

pytestmark = pytest.mark.django_db
HER = "/jobber"
UNDERSOEK = "mottak.undersoek"


def gitt_opp(kode: str = "", oppgave: str = UNDERSOEK, status: str = "failed", **args: Any) -> int:
    """A job in the queue that gave up; without a code it is nobody's own."""
    if kode:
        args |= {"virksomhet_id": virksomhet(kode).pk, "innkomst_id": str(uuid4())}
    with connection.cursor() as peker:
        peker.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args, status, attempts)"
            " values ('mottak', %s, %s, 'doing', 2) returning id", [oppgave, json.dumps(args)],
        )  # fmt: skip
        jobb = int(peker.fetchone()[0])
        peker.execute("update procrastinate_jobs set status = %s where id = %s", [status, jobb])
    return jobb


def tilstand(jobb: int) -> str:
    with connection.cursor() as peker:
        peker.execute("select status::text from procrastinate_jobs where id = %s", [jobb])
        return "".join(rad[0] for rad in peker.fetchall())


def feiler(jobb: int, feil: Exception, navn: str = UNDERSOEK, **args: Any) -> None:
    """Let the worker meet an error in a job, as it does."""

    def videre() -> None:
        raise feil

    den = SimpleNamespace(id=jobb, task_name=navn, task_kwargs=args, attempts=0)
    with pytest.raises(type(feil)):
        noter_feilen(videre, SimpleNamespace(app=app, job=den), None)


def forvalter_i_frogner() -> Client:
    """One who administers Frogner and nothing else."""
    with som("siv", "frogner") as av:
        tildel_rolle(bruker("nora"), Rolle.SYSTEMFORVALTER, av=av)
    return inne("nora")


def test_hver_jobb_har_ord_for_hva_den_gjoer_og_hver_feil_en_setning() -> None:
    egne = {navn for navn in app.tasks if "builtin" not in navn}
    assert egne == set(OPPGAVER)
    assert set(SLAG) == set(Jobbfeil.Slag.values) - {"sagt"}


def test_siden_sier_hva_hvor_og_hvorfor_og_er_tom_uten_feil() -> None:
    siv = inne("siv")
    assert "Ingen jobber har gitt opp" in siv.get(HER).content.decode()
    jobb = gitt_opp("frogner")
    feiler(jobb, KanalFeil("Skanneren svarer ikke.", forbigaaende=True), virksomhet_id=virksomhet("frogner").pk)
    side = siv.get(HER).content.decode()
    for tekst in ("Undersøke en innkommet sending", "Skanneren svarer ikke.", "Frogner", "test_jobber.py"):
        assert tekst in side, tekst


def test_en_feils_egne_ord_vises_aldri_for_de_kan_vaere_innhold() -> None:
    jobb = gitt_opp("frogner")
    feiler(jobb, ValueError("Klage fra Solvei Granlund"), virksomhet_id=virksomhet("frogner").pk)
    side = inne("siv").get(HER).content.decode()
    assert "Solvei" not in side
    assert "Noe uventet skjedde" in side
    assert "builtins.ValueError" in side
    with som("siv", "frogner"):
        assert "Solvei" not in str(vars(Jobbfeil.objects.get()))


def test_det_som_proeves_igjen_av_seg_selv_noteres_ikke() -> None:
    frogner = virksomhet("frogner").pk
    feiler(1, ValueError(), les_innkomst.name, virksomhet_id=frogner)
    with som("siv", "frogner"):
        assert not Jobbfeil.objects.exists()


def test_arbeideren_har_fatt_beskjed_om_aa_notere() -> None:
    assert noter_feilen in app.worker_defaults["task_middleware"]


def test_en_eller_flere_proeves_igjen_og_det_staar_i_loggen() -> None:
    siv, en, to = inne("siv"), gitt_opp("frogner"), gitt_opp("sagene", status="aborted")
    assert siv.post(HER, {"jobb": [en, to], "handling": "igjen"}).status_code == 302
    assert (tilstand(en), tilstand(to)) == ("todo", "todo")
    with som("siv", "frogner"):
        assert Handling.objects.filter(verb="prøv jobb igjen").exists()
        assert Jobbfeil.objects.get(jobb=en).avgjort == "igjen"
    svar = siv.post(HER, {"en": en})
    assert svar.status_code == 409
    assert "i mellomtiden" in svar.content.decode()


def test_knappen_i_raden_proever_den_ene_uansett_hva_som_er_merket() -> None:
    siv, en, to = inne("siv"), gitt_opp("frogner"), gitt_opp("frogner")
    siv.post(HER, {"en": en, "jobb": [to]})
    assert (tilstand(en), tilstand(to)) == ("todo", "failed")


def test_aa_legge_bort_krever_en_grunn_som_blir_staaende() -> None:
    siv, jobb = inne("siv"), gitt_opp("frogner")
    svar = siv.post(HER, {"jobb": jobb, "handling": "bort", "grunn": " "})
    assert (svar.status_code, tilstand(jobb)) == (409, "failed")
    assert f'value="{jobb}" checked' in svar.content.decode()
    siv.post(HER, {"jobb": jobb, "handling": "bort", "grunn": "Sendingen er slettet"})
    assert tilstand(jobb) == ""
    with som("siv", "frogner"):
        assert Jobbfeil.objects.get(jobb=jobb).grunn == "Sendingen er slettet"
        assert Handling.objects.get(verb="legg bort jobb").grunn == "Sendingen er slettet"


def test_en_bydels_forvalter_ser_og_avgjoer_bare_bydelens_egne() -> None:
    egen, annens, felles = gitt_opp("frogner"), gitt_opp("sagene"), gitt_opp(timestamp=1)
    klient = forvalter_i_frogner()
    side = klient.get(HER).content.decode()
    assert f'value="{egen}"' in side
    for jobb in (annens, felles):
        assert f'value="{jobb}"' not in side
        assert klient.post(HER, {"jobb": jobb, "handling": "igjen"}).status_code == 409
        assert klient.post(HER, {"jobb": jobb, "handling": "bort", "grunn": "x"}).status_code == 409
        assert tilstand(jobb) == "failed"
    assert all(f'value="{j}"' in inne("siv").get(HER).content.decode() for j in (egen, annens, felles))


@pytest.mark.parametrize("brukernavn", ["ola", "kari", "nora", "lise"])
def test_siden_er_stengt_for_andre_enn_systemforvaltere(brukernavn: str) -> None:
    jobb = gitt_opp("frogner")
    klient = inne(brukernavn)
    assert klient.get(HER).status_code == 403
    assert klient.post(HER, {"jobb": jobb, "handling": "igjen"}).status_code == 403
    assert tilstand(jobb) == "failed"
    assert "/jobber" not in klient.get("/levende").json()["tall"]


def test_det_klokken_setter_i_gang_er_en_linje_og_menyen_teller_alle() -> None:
    ider = [gitt_opp(oppgave="mottak.les_uleste", timestamp=n) for n in range(3)]
    siv = inne("siv")
    side = siv.get(HER).content.decode()
    assert f'value="{ider[2]},{ider[1]},{ider[0]}"' in side
    assert "Den går av seg selv igjen" in side
    assert ">3<" in siv.get("/levende").json()["tall"]["/jobber"]
    siv.post(HER, {"jobb": f"{ider[0]},{ider[1]},{ider[2]}", "handling": "bort", "grunn": "Disken er ryddet"})
    assert "Ingen jobber har gitt opp" in siv.get(HER).content.decode()


def test_det_som_venter_staar_med_alderen_paa_det_eldste() -> None:
    gitt_opp("frogner", status="todo")
    gitt_opp("sagene", oppgave="bevaring.lag_uttrekk", status="doing")
    side = inne("siv").get(HER).content.decode()
    assert oppgaven(UNDERSOEK) in side
    assert oppgaven("bevaring.lag_uttrekk") in side
    assert oppgaven("bevaring.lag_uttrekk") not in forvalter_i_frogner().get(HER).content.decode()


def test_soppel_i_skjemaet_gir_en_setning() -> None:
    svar = inne("siv").post(HER, {"jobb": ["x", "9" * 30, "1'--"], "handling": "igjen"})
    assert svar.status_code == 409
    assert "Merk jobbene" in svar.content.decode()
