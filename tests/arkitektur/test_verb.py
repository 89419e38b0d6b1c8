"""Verbs: each guarded act has its twin, checks permission itself, and holds the parent still before it looks."""

import ast
import re

from tests.arkitektur.kilder import Funksjon, domenet, funn, kall, kalt, produktet

SKRIVER = {"save", "create", "bulk_create", "update", "delete", "get_or_create", "update_or_create", "bulk_update"}
SPOER = {"krev", "kan"}
STOPPER = {"ingen", "ingen_som_staar"}
# Written by the verbs that have asked already: the last step of each of them.
SISTE_STEG = {"sett_utfall"}
# About nobody but the one who does it, and nothing that others see.
EGET = {
    "velg_enkelttaster",
    "velg_epost",
    "velg_fristvarsel",
    "velg_varsler",
    "velg_kolonner",
    "velg_utseende",
    "vis_kom_i_gang",
}
EGET |= {"slaa_paa", "slaa_av", "bytt_koder"}


def test_hver_liste_over_hindre_stopper_en_handling():
    """A twin that no verb asks is decoration: the page would grey a button that still works when pressed."""
    brukt = {navn for m in domenet() for navn in _spurte(m.tre)}
    tvillinger = [(m.sti, f) for m in domenet() for f in m.offentlige() if f.name.startswith("hindre_for_")]
    feil = [f"{sti}:{f.lineno} {f.name} stopper ingen handling" for sti, f in tvillinger if f.name not in brukt]
    assert not feil, funn(feil)


def test_hver_voktet_handling_har_sin_tvilling():
    """`ingen(…)` is given the twin's list, so that what stops the act is exactly what the page shows beforehand."""
    feil = [
        f"{m.sti}:{k.lineno} {ast.unparse(k)[:70]}"
        for m in domenet()
        for f in m.funksjoner()
        for k in kall(f)
        if kalt(k) in STOPPER and not any("hindre_for_" in n for n in _navn_i(k, f)) and not _ett_hinder(k)
    ]
    assert not feil, funn(feil)


def test_et_verb_spoer_om_lov_selv():
    """Permission is checked in the verb, or in the verb that it hands on to, so that no door forgets it."""
    spoer = SPOER | {f.name for m in domenet() for f in _verb(m) if _kaller(f, SPOER)}
    feil = [
        f"{m.sti}:{f.lineno} {f.name}"
        for m in domenet()
        for f in _verb(m)
        if _skriver(f) and f.name not in SISTE_STEG | EGET and not _kaller(f, spoer - {f.name})
    ]
    assert not feil, funn(feil)


def test_det_en_modul_har_lov_til_gjoer_den_bare_der_den_er_registrert():
    """The role of an external module says what, its registration says where: so each such verb asks about the place."""
    sted = {"krev_innsyn", "krev_sted"}
    sted |= {f.name for m in domenet() for f in m.funksjoner() if _kaller(f, sted)}
    feil = [
        f"{m.sti}:{f.lineno} {f.name}"
        for m in domenet()
        for f in _verb(m)
        if "Rett.REGISTRERE" in ast.unparse(f) and not _kaller(f, sted)
    ]
    assert not feil, funn(feil)


def test_et_verb_holder_forelderen_i_ro_foer_det_ser_etter_hindre():
    feil = []
    for m in domenet():
        for f in _verb(m):
            rekkefoelge = [kalt(k) for k in kall(f)]
            stopper = [nr for nr, navn in enumerate(rekkefoelge) if navn in STOPPER]
            if stopper and _skriver(f) and _endrer_objekt(f):
                foer = rekkefoelge[: stopper[0]]
                if not any(navn.startswith(("laas", "_laas", "_holdt", "_hold")) for navn in foer):
                    feil.append(f"{m.sti}:{f.lineno} {f.name}")
    assert not feil, funn(feil)


def test_det_som_ligger_i_noe_holdes_sammen_med_det_det_ligger_i():
    """An entry is held with the case it lies in now, a document with its entries: plain `laas` is for what is on top.

    The caller's copy of the case is not asked, since the entry may have been moved since.
    """
    laasing = {"Journalpost", "Registrering", "R", "Dokumentbeskrivelse", "Dokumentobjekt", "Dokumentkobling"}
    feil = []
    for m in domenet():
        for f in _verb(m):
            under = {a.arg for a in f.args.args if laasing & set(re.findall(r"\w+", ast.unparse(a.annotation or a)))}
            for k in kall(f):
                hva = ast.unparse(k.args[0]) if k.args else ""
                if kalt(k) == "laas" and (hva in under or hva.endswith((".mappe", ".registrering"))):
                    feil.append(f"{m.sti}:{k.lineno} {f.name}: laas({hva})")
    assert not feil, funn(feil)


def test_et_verb_tar_objektet_foerst_og_resten_ved_navn():
    feil = [
        f"{m.sti}:{f.lineno} {f.name}({ast.unparse(f.args)})"
        for m in domenet()
        for f in _verb(m)
        if len(f.args.args) > 2
    ]
    assert not feil, funn(feil)


def test_ingen_visning_faar_databasen_til_aa_skrive_uten_et_verb():
    """A page translates in, makes one domain call and translates out; writing rows is the verbs' work."""
    feil = [
        f"{m.sti}:{k.lineno} {ast.unparse(k.func)}"
        for m in produktet()
        if m.sti.startswith(("bysak/web/", "bysak/offentlig/")) and not m.sti.endswith("web/innlogging.py")
        for k in kall(m.tre)
        if kalt(k) in SKRIVER and "objects" in ast.unparse(k.func)
    ]
    assert not feil, funn(feil)


def _verb(modul):
    """Public functions whose acting user is a keyword of its own: `verb(objekt, *, av)`."""
    for node in modul.offentlige():
        if isinstance(node, Funksjon) and "av" in {a.arg for a in node.args.kwonlyargs}:
            yield node


def _skriver(f):
    return any(kalt(k) in SKRIVER and isinstance(k.func, ast.Attribute) for k in kall(f))


def _kaller(f, navn):
    return any(kalt(k) in navn for k in kall(f))


def _endrer_objekt(f):
    """The first argument is a row that exists, not a code or a name of something to be made."""
    foerste = f.args.args[0] if f.args.args else None
    return foerste is not None and ast.unparse(foerste.annotation or ast.Constant("")) not in {"str", "date", "Bruker"}


def _spurte(tre):
    """Names of twins that are called, inside `ingen(…)` or on the way into it through another twin."""
    return {kalt(k) for k in kall(tre) if kalt(k).startswith("hindre_for_")}


def _navn_i(kallet, funksjon):
    navn = {n.id for n in ast.walk(kallet) if isinstance(n, ast.Name)}
    for node in ast.walk(funksjon):
        if isinstance(node, ast.Assign) and {t.id for t in node.targets if isinstance(t, ast.Name)} & navn:
            navn |= {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
    return navn


def _ett_hinder(kallet):
    """A single hinder that only shows once the act is under way: a race that the twin cannot know of."""
    return bool(kallet.args) and isinstance(kallet.args[0], ast.List)
