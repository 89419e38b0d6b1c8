"""The demo's moving parts: a morning's mail in the queue, and journals that are published up to yesterday."""

import re
from datetime import date, datetime, time, timedelta

from bysak.arkivstruktur.koder import Journalposttype
from bysak.arkivstruktur.models import Journalpost, Saksmappe
from bysak.journal.publisering import publiser
from bysak.journal.skjermingsord import ord_i
from bysak.journal.vurdering import vurder, vurderingen
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.kalender import OSLO, er_arbeidsdag, i_dag, legg_til_arbeidsdager, med_klokke, naa
from bysak.mottak.innkomst import motta
from bysak.mottak.lesing import les_inn
from bysak.organisasjon.models import Rolle, Rolletildeling, Virksomhet
from tests.papir import epost, pdf
from tests.verdensdata import BYDELER, POST

PERSONLIG = "Offl § 13 jf. fvl § 13 første ledd nr. 1"


def publiser_dagene() -> None:
    """The bydeler assess what came before the last workdays; Byarkivet publishes day by day.

    Frogner's journal is public for all three years, the others' for this one, so that the first start is short.
    """
    from tests.verden import aktoer, virksomhet

    even = aktoer("even")
    for kode, _navn in BYDELER:
        bydel = virksomhet(kode)
        dager = _vurder_alt(bydel, _leder(kode)) | _siste_dager()
        if kode != "frogner":
            dager = {dag for dag in dager if dag.year == i_dag().year}
        with arbeid(som=even, i=bydel, verb="publiser"):
            for dag in sorted(dager):
                ute = datetime.combine(legg_til_arbeidsdager(dag, 1), time(11, 40), OSLO)
                if ute < naa():
                    with med_klokke(ute):
                        publiser(dag, av=even)


def aapen_dag() -> date:
    """The oldest journal day that is not out yet: it is published the workday after, at 11.40."""
    dag = legg_til_arbeidsdager(i_dag() - timedelta(days=10), 1)
    while datetime.combine(legg_til_arbeidsdager(dag, 1), time(11, 40), OSLO) < naa():
        dag = legg_til_arbeidsdager(dag, 1)
    return min(dag, i_dag())


def vurder_dagen(kode: str) -> None:
    """The bydel has assessed most of the newest day: not the question, and a name and a number have slipped through."""
    from tests.verden import virksomhet

    leder = _leder(kode)
    with arbeid(som=leder, i=virksomhet(kode), verb="vurder"):
        for jp in Journalpost.objects.filter(journaldato=aapen_dag()).exclude(tittel__startswith="Spørsmål"):
            if vurderingen(jp) is None:
                vurder(jp, resultat="offentlig", av=leder)


def _siste_dager() -> set[date]:
    """The workdays of the last week: a day without entries is published too."""
    dager = (i_dag() - timedelta(days=n) for n in range(1, 8))
    return {dag for dag in dager if er_arbeidsdag(dag)}


def _leder(kode: str) -> Aktoer:
    from tests.verden import aktoer, virksomhet

    with arbeid(som=aktoer("even"), leser=[virksomhet(kode)]):
        rad = Rolletildeling.objects.filter(rolle=Rolle.LEDER).select_related("bruker").first()
    assert rad is not None
    return aktoer(rad.bruker.brukernavn)


def _vurder_alt(bydel: Virksomhet, leder: Aktoer) -> set[date]:
    """Assess all but the newest; returns the journal days up to yesterday."""
    dager: set[date] = set()
    with arbeid(som=leder, i=bydel, verb="vurder"):
        ventende = legg_til_arbeidsdager(i_dag() - timedelta(days=14), 1)
        for jp in Journalpost.objects.filter(journaldato__lt=i_dag()).order_by("journaldato"):
            assert jp.journaldato is not None
            dager.add(jp.journaldato)
            if jp.journaldato < ventende and vurderingen(jp) is None:
                _vurder(jp, leder)
    return dager


def _vurder(jp: Journalpost, leder: Aktoer) -> None:
    personer = {p.pk for p in jp.korrespondanseparter.all() if p.er_person}
    if not personer or jp.journalposttype == Journalposttype.SAKSFRAMLEGG:
        vurder(jp, resultat="offentlig", av=leder)
        return
    navn = {n.lower() for p in jp.korrespondanseparter.all() if p.er_person for n in p.navn.split()}
    ord_ = {o.nr for o in ord_i(jp.tittel) if o.tekst.lower() in navn}
    vurder(jp, resultat="delvis", hjemmel=PERSONLIG, skjermede_ord=ord_, skjermede_parter=personer, av=leder)


def legg_i_postkassen() -> None:
    """The mail that waits when the archivist sits down: most from this morning, one from yesterday, one astray."""
    for nr, (kode, fra, emne, tekst, filer) in enumerate(POST):
        tid = naa() - timedelta(minutes=7 * (len(POST) - nr))
        if nr == 0:
            tid = naa() - timedelta(days=4)
        til = f"postmottak@{kode}.bysak.example"
        vedlegg = [(f"{navn}.pdf", "application/pdf", pdf([navn, "", *tekst.split("\n")])) for navn in filer]
        with med_klokke(tid):
            raa = epost(fra=fra, til=til, emne=_med_saksnummer(kode, emne), tekst=tekst, tid=tid, vedlegg=vedlegg)
            for innkomst in motta(raa, til_adresser=[til]):
                assert innkomst.virksomhet_id is not None
                les_inn(innkomst.virksomhet_id, innkomst.pk)


def _med_saksnummer(kode: str, emne: str) -> str:
    from tests.verden import som

    def nummer(treff: re.Match[str]) -> str:
        saker = Saksmappe.objects.filter(tittel__startswith=treff[1], avsluttet_dato=None)
        return saker.order_by("-saksaar", "-sakssekvensnummer")[0].mappe_id

    if "{" not in emne:
        return emne
    with som("kari", kode):
        return re.sub(r"{(.+?)}", nummer, emne)
