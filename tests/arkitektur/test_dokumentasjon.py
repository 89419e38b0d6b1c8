"""Documentation that can rot is tested: places in the code, words, settings, journeys, commands, links."""

import ast
import re
import textwrap
from functools import cache

import pytest
from django.apps import apps
from django.utils.translation import override

from bysak.web.forvaltning.ramme import DELER
from tests.arkitektur.kilder import ROT, domenet, filer, funn, produktet, sti
from tests.spraak.katalog import tekster

STED = re.compile(r"`((?:[\w-]+/)*[\w.-]+\.(?:py|sql|html|md|tsv|css|js))(?::([A-Za-z_][\w.]*))?`")
IKKE_TEMA = {"__init__", "apps", "models", "jobber"}
ANDRE_VARIABLER = {"DATABASE_URL", "PG_BIN"}
HEMMELIGHET = "BYSAK_HEMMELIG_"


@cache
def _sider():
    return {sti(f): f.read_text(encoding="utf-8") for f in filer() if f.suffix == ".md" and "/static/" not in sti(f)}


def _dokumenter():
    return {navn: tekst for navn, tekst in _sider().items() if navn.startswith("docs/") or "/" not in navn}


@cache
def _navn_i(modul):
    """Functions, classes, their members and constants of a module, as they are written after the colon."""
    navn = set()
    for node in ast.parse((ROT / modul).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            navn.add(node.name)
        elif isinstance(node, ast.ClassDef):
            navn |= {node.name} | {f"{node.name}.{d.name}" for d in node.body if hasattr(d, "name")}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            maal = node.targets if isinstance(node, ast.Assign) else [node.target]
            navn |= {t.id for t in maal if isinstance(t, ast.Name)}
    return navn


def _funnet(fil):
    """A place is written from `bysak/` or from the root of the project."""
    return next((s for s in (f"bysak/{fil}", fil, f"docs/{fil}") if (ROT / s).is_file()), None)


def test_hvert_sted_som_er_nevnt_finnes_i_koden():
    feil = []
    for side, tekst in _dokumenter().items():
        for fil, navn in STED.findall(tekst):
            funnet = _funnet(fil)
            if funnet is None:
                feil.append(f"{side}: {fil} finnes ikke")
            elif navn and funnet.endswith(".py") and navn not in _navn_i(funnet):
                feil.append(f"{side}: {fil}:{navn} finnes ikke")
    assert not feil, funn(feil)


def test_hver_reise_gaar_fra_funksjon_til_funksjon():
    hopp = [linje for linje in _sider()["docs/reiser.md"].splitlines() if re.match(r"\d+\. ", linje)]
    uten_sted = [linje for linje in hopp if not STED.search(linje)]
    assert len(hopp) > 30
    assert not uten_sted, funn(uten_sted)


def test_eksemplet_paa_et_verb_er_koden_slik_den_er():
    """The example of the newcomer's page is the verb itself, its docstring left out and its steps explained."""
    side = _sider()["docs/arkitektur.md"]
    vist = re.search(r"(?m)^    def journalfoer\(.*(?:\n(?:    .*)?)*", side)
    assert vist is not None
    eksempel = ast.parse(textwrap.dedent(vist[0])).body[0]
    modul = ast.parse((ROT / "bysak/arkivstruktur/journalfoering.py").read_text(encoding="utf-8"))
    verbet = next(n for n in modul.body if isinstance(n, ast.FunctionDef) and n.name == "journalfoer")
    verbet.body = verbet.body[1:]
    assert ast.unparse(eksempel) == ast.unparse(verbet)


def test_hver_modell_staar_i_ordlisten():
    nevnt = {navn for _fil, navn in STED.findall(_sider()["docs/ordliste.md"])}
    mangler = [
        m._meta.label for m in apps.get_models() if m.__module__.startswith("bysak.") and m.__name__ not in nevnt
    ]
    assert not mangler, funn(mangler)


def test_hver_temamodul_i_domenet_staar_i_ordlisten():
    nevnt = {fil for fil, _navn in STED.findall(_sider()["docs/ordliste.md"])}
    temaer = [m.sti.removeprefix("bysak/") for m in domenet() if "/models/" not in m.sti]
    mangler = [t for t in temaer if t not in nevnt and t.rpartition("/")[2].removesuffix(".py") not in IKKE_TEMA]
    assert not mangler, funn(mangler)


def test_ordlisten_har_hvert_ord_en_gang():
    rader = [
        linje.split("|")[1].strip() for linje in _sider()["docs/ordliste.md"].splitlines() if linje.startswith("| ")
    ]
    ord_ = [o for o in rader if o != "term"]
    assert len(ord_) == len(set(ord_)), funn(sorted({o for o in ord_ if ord_.count(o) > 1}))


def test_hver_innstilling_er_dokumentert_og_hver_dokumentert_innstilling_finnes():
    i_koden = set()
    for m in produktet():
        for node in ast.walk(m.tre):
            tekst = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if re.fullmatch(r"BYSAK_[A-Z_]+", tekst) or tekst in ANDRE_VARIABLER:
                i_koden.add(tekst)
    i_koden.discard(HEMMELIGHET)
    dokumentert = set(re.findall(r"`(BYSAK_[A-Z_]+|DATABASE_URL|PG_BIN)`", _sider()["docs/drift.md"]))
    dokumentert = {v for v in dokumentert if not v.startswith(HEMMELIGHET)}
    assert dokumentert == i_koden, dokumentert ^ i_koden


def test_hver_hemmelighet_er_dokumentert():
    from bysak.kjerne.hemmeligheter import NAVN

    rad = next(linje for linje in _sider()["docs/drift.md"].splitlines() if f"`{HEMMELIGHET}…`" in linje)
    assert {n.lower() for n in re.findall(r"`([A-Z]+)`", rad)} == set(NAVN)


def test_hver_kommando_er_dokumentert():
    from bysak.kommandoer.hoved import KOMMANDOER

    tekst = "".join(_dokumenter().values())
    mangler = [k for k in KOMMANDOER if k != "manage" and not re.search(rf"bysak {k}\b|`{k}`", tekst)]
    assert not mangler, funn(mangler)


def test_hver_pakke_staar_paa_kartet():
    kart = _sider()["README.md"]
    pakker = {"/".join(m.sti.split("/")[:2]) for m in produktet() if m.sti.count("/") > 1}
    mangler = sorted(p for p in pakker if f"`{p}`" not in kart)
    assert not mangler, funn(mangler)


def test_make_kommandoene_i_dokumentasjonen_finnes():
    maal = set(re.findall(r"^([a-z]+):", (ROT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    nevnt = {m for tekst in _dokumenter().values() for m in re.findall(r"(?:`|    )make ([a-z]+)", tekst)}
    assert nevnt <= maal, nevnt - maal


def test_hver_lenke_foerer_til_en_side_som_finnes():
    feil = [
        f"{side}: {lenke}"
        for side, tekst in _sider().items()
        for lenke in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", tekst)
        if not ((ROT / side).parent / lenke).exists()
    ]
    assert not feil, funn(feil)


@pytest.mark.parametrize("bruker", ["kari", "ola", "lise", "even", "siv", "nora", "maja"])
def test_de_som_kan_logge_inn_i_demoen_er_de_som_staar_i_readme(bruker):
    from bysak.web.innlogging import DEMOBRUKERE
    from tests import verdensdata

    folk = {rad[0] for rad in verdensdata.TJENESTEFOLK} | {
        rad[0] for rader in verdensdata.FOLK.values() for rad in rader
    }
    assert bruker in folk
    assert bruker in dict(DEMOBRUKERE)
    assert f"`{bruker}`" in _sider()["README.md"]


def test_kapittelet_om_forvaltning_har_hver_fane_og_bare_ord_som_staar_paa_skjermen():
    """A section per tab, and what is in guillemets is written so on a page."""
    side = _sider()["docs/forvaltning.md"]
    overskrifter = re.findall(r"(?m)^## (.+)$", side)
    with override("nb"):
        assert overskrifter[: len(DELER)] == [str(d.navn) for d in DELER]
    paa_skjermen = {t for tekst in tekster() for t in ([tekst] if isinstance(tekst, str) else tekst)}
    ukjente = [ord_ for ord_ in re.findall(r"«([^»]+)»", side) if ord_ not in paa_skjermen]
    assert not ukjente, funn(ukjente)
