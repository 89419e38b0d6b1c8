"""The doors: every page says which unit of work it needs, every address says whose it is; the clock is read once."""

import ast
import re

from tests.arkitektur.kilder import ROT, domenet, funn, kall, kalt, produktet, visninger

# `forvaltning` and `i_tjenesten` are `i_virksomhet` and `innlogget` with what administration asks for besides.
DOERER = {"i_virksomhet", "paa_tvers", "innlogget", "forvaltning", "i_tjenesten"}
UTEN_INNLOGGING = {"velg_spraak", "logg_inn", "logg_ut", "helse"}
# Where providers of logins, and those who come from them, are heard; each lets nobody in who is not known.
UTEN_INNLOGGING |= {"til_leverandoeren", "fra_leverandoeren", "bakkanal", "rammekanal"}
# The second step of a login: one who has shown a password is not in yet.
UTEN_INNLOGGING |= {"kode", "oppsett"}
PUBLIKUM = {"offentlig"}
UTEN_SKALL = {"helse", "robots"}
# Where SQL is written by hand: promises, search, the counter, one lock by name, the public views, and «is it there».
SQL_FOR_HAAND = (
    "bysak/kjerne/",
    "bysak/organisasjon/adgang.py",
    "bysak/organisasjon/tilgang.py",
    "bysak/api/hendelser/stroem.py",
    "bysak/arkivstruktur/soek.py",
    "bysak/arkivstruktur/frysing.py",
    "bysak/arkivstruktur/nummerkontroll.py",
    "bysak/arkivstruktur/nummerserie.py",
    "bysak/mottak/laering.py",
    "bysak/mottak/lesing.py",
    "bysak/mottak/statistikk.py",
    "bysak/api/noark5/plan.py",
    "bysak/web/helse.py",
    "bysak/offentlig/ferskhet.py",
    "bysak/offentlig/visninger.py",
    "bysak/bevaring/uttrekk/",
    "bysak/kommandoer/",
    "bysak/depot/inntak",
)
KLOKKER = {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "datetime.today", "localdate", "now"}


def test_hver_visning_bak_innloggingen_sier_hvilket_arbeid_den_trenger():
    feil = [
        f"{m.sti}:{f.lineno} {f.name}"
        for m, f in visninger()
        if m.sti.startswith("bysak/web/") and f.name not in UTEN_INNLOGGING and not _pynt(f) & DOERER
    ]
    assert not feil, funn(feil)


def test_hver_offentlig_visning_er_pakket_inn_som_offentlig():
    feil = [
        f"{m.sti}:{f.lineno} {f.name}"
        for m, f in visninger()
        if m.sti.startswith("bysak/offentlig/") and f.name not in UTEN_SKALL and not _pynt(f) & PUBLIKUM
    ]
    assert not feil, funn(feil)


def test_hver_adresse_til_noe_i_arkivet_baerer_sin_bydel():
    feil = [
        f"{m.sti}: {adresse}"
        for m in produktet()
        if m.sti.startswith("bysak/web/") and m.sti.endswith("urls.py")
        for adresse in _adresser(m)
        if re.search(r"<(?!slug:bydel|slug:kode>)", adresse) and "<slug:bydel>" not in adresse
    ]
    assert not feil, funn(feil)


def test_sql_skrives_bare_der_databasen_er_temaet():
    feil = [
        f"{m.sti}:{k.lineno}"
        for m in produktet()
        if not m.sti.startswith(SQL_FOR_HAAND)
        for k in kall(m.tre)
        if kalt(k) in {"cursor", "raw", "RawSQL", "extra"}
    ]
    assert not feil, funn(feil)


def test_klokka_leses_ett_sted():
    """`kalender.naa` can be held still; anything else would make the demo and the tests live in two times at once."""
    feil = [
        f"{m.sti}:{node.lineno} {ast.unparse(node)}"
        for m in produktet()
        if m.sti.split("/")[1] not in {"klienter"} and m.sti != "bysak/kjerne/kalender.py"
        for node in ast.walk(m.tre)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in KLOKKER
    ]
    assert not feil, funn(feil)


def test_det_et_hinder_sier_kan_oversettes():
    feil = [
        f"{m.sti}:{k.lineno} {ast.unparse(k.args[1])[:60]}"
        for m in domenet()
        for k in kall(m.tre)
        if kalt(k) in {"Hinder", "Funn"} and len(k.args) > 1 and isinstance(k.args[1], ast.Constant | ast.JoinedStr)
    ]
    assert not feil, funn(feil)


def test_ingen_fil_aapnes_mens_et_arbeid_er_aapent():
    """A file is in the store before the work opens and streamed after it closes: no transaction waits for a disk."""
    feil = []
    for m in produktet():
        for node in ast.walk(m.tre):
            if isinstance(node, ast.With) and any("arbeid(" in ast.unparse(i.context_expr) for i in node.items):
                feil += [
                    f"{m.sti}:{k.lineno}" for k in kall(node) if ast.unparse(k.func) in {"lager.aapne", "lager.lagre"}
                ]
    assert not feil, funn(feil)


def test_programmet_spoer_om_vernet_er_paa_plass_naar_det_starter():
    steder = [m.sti for m in produktet() for k in kall(m.tre) if kalt(k) == "krev_vern"]
    assert steder, "Ingen prosess kaller kjerne.vern.krev_vern ved oppstart."


def test_modulene_som_make_kjoerer_finnes():
    nevnt = re.findall(r"python -m (\w[\w.]*)", (ROT / "Makefile").read_text(encoding="utf-8"))
    egne = [n for n in nevnt if n.split(".")[0] in {"tests", "bysak", "ytelse"}]
    mangler = [n for n in egne if not list(ROT.glob(n.replace(".", "/") + "*"))]
    assert not mangler, funn(mangler)


def _pynt(funksjon):
    """Names of the decorators, with or without arguments."""
    kilder = [d.func if isinstance(d, ast.Call) else d for d in funksjon.decorator_list]
    return {ast.unparse(k).rpartition(".")[2] for k in kilder}


def _adresser(modul):
    """Addresses of a table of contents, with the constants of the module put in."""
    navn: dict[str, str] = {}
    for node in modul.tre.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            navn[node.targets[0].id] = _tekst(node.value, navn)
    return [_tekst(k.args[0], navn) for k in kall(modul.tre) if kalt(k) in {"path", "re_path"}]


def _tekst(node, navn):
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        return navn.get(node.id, "")
    if isinstance(node, ast.BinOp):
        return _tekst(node.left, navn) + _tekst(node.right, navn)
    if isinstance(node, ast.JoinedStr):
        return "".join(_tekst(v.value if isinstance(v, ast.FormattedValue) else v, navn) for v in node.values)
    return ""
