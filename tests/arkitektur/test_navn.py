"""Names: domain in Norwegian, spelled with ASCII as the standard does, and no drawers that anything can be put in."""

import ast

from tests.arkitektur.kilder import Funksjon, domenet, funn, moduler, produktet

SKUFFER = {"services", "utils", "helpers", "managers", "signals", "common", "misc", "tasks", "repositories"}
VISNINGSKLASSER = {"View", "TemplateView", "ListView", "DetailView", "FormView", "CreateView", "UpdateView", "APIView"}


def test_ingen_modul_er_en_skuff():
    skuffer = [m.sti for m in moduler() if set(m.navn.split(".")) & SKUFFER]
    assert not skuffer, funn(skuffer)


def test_alle_navn_i_koden_er_ascii():
    feil = [f"{m.sti}:{n.lineno} {navn}" for m in moduler() for n, navn in _navn(m.tre) if not navn.isascii()]
    feil += [m.sti for m in moduler() if not m.sti.isascii()]
    assert not feil, funn(feil)


def test_en_tests_navn_er_en_setning():
    korte = [
        f"{m.sti}:{f.lineno} {f.name}"
        for m in moduler()
        if m.er_test
        for f in m.funksjoner()
        if f.name.startswith("test_") and f.name.count("_") < 3
    ]
    assert not korte, funn(korte)


def test_alt_offentlig_sier_hva_det_er():
    tause = [
        m.sti for m in produktet() if m.tre.body and not ast.get_docstring(m.tre) and not m.sti.endswith("apps.py")
    ]
    tause += [
        f"{m.sti}:{node.lineno} {node.name}"
        for m in produktet()
        for node in m.offentlige()
        if not ast.get_docstring(node) and not m.sti.endswith("apps.py")
    ]
    assert not tause, funn(tause)


def test_det_finnes_ingen_signaler_og_ingen_klassebaserte_visninger():
    feil = []
    for m in produktet():
        for node in ast.walk(m.tre):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                ("django.dispatch", "django.db.models.signals")
            ):
                feil.append(f"{m.sti}:{node.lineno} signal")
            if (
                isinstance(node, ast.ClassDef)
                and {ast.unparse(b).rpartition(".")[2] for b in node.bases} & VISNINGSKLASSER
            ):
                feil.append(f"{m.sti}:{node.lineno} {node.name}")
    assert not feil, funn(feil)


def test_en_liste_over_hindre_er_en_generator():
    feil = [
        f"{m.sti}:{f.lineno} {f.name}"
        for m in domenet()
        for f in m.offentlige()
        if isinstance(f, Funksjon)
        and f.name.startswith("hindre_for_")
        and "Iterator[Hinder]" not in ast.unparse(f.returns or ast.Constant(""))
    ]
    assert not feil, funn(feil)


def _navn(tre):
    for node in ast.walk(tre):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node, node.name
        elif isinstance(node, ast.arg):
            yield node, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node, node.id
