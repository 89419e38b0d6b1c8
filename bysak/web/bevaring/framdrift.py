"""How far a deposit has come, file by file, and what its control said: rows and files on disk made into words."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.arkivstruktur.models import Arkivdel
from bysak.bevaring.arbeidsgang import er_i_arbeid, les_rapport
from bysak.bevaring.models import Uttrekk, Uttrekkssteg
from bysak.bevaring.uttrekk.produksjon import MERKNADER
from bysak.bevaring.uttrekk.steg import STEG
from bysak.web.bevaring.tidsbruk import Tidsbruk, dokumenter_i_alt, tidsbruk
from bysak.web.skrivemaate import dato, filstoerrelse, tall

SKRIVER = {
    "arkivstruktur": ("arkivstruktur.xml",), "endringslogg": ("endringslogg.xml",),
    "journaler": ("loependeJournal.xml", "offentligJournal.xml"), "arkivuttrekk": ("arkivuttrekk.xml",),
}  # fmt: skip
VIS_FUNN = 50  # of each kind


@dataclass(frozen=True)
class Filrad:
    """One file of the deposit: what is in it, and its state as the macro `status` wants it."""

    navn: str
    innhold: str
    tilstand: tuple[str, str]


@dataclass(frozen=True)
class Gang:
    """A deposit as its page shows it.

    fase: koe, produksjon, kontroll, pakking, avbrutt, stoppet, feilet, ferdig or slettet. `gjort` of `i_alt` steps;
    the control is one, and the packing is one. `tid` is of the step it is on.
    """

    fase: str
    filer: list[Filrad]
    gjort: float
    i_alt: int
    stopper: bool
    tid: Tidsbruk

    @property
    def gaar(self) -> bool:
        """Is there reason to look again soon?"""
        return self.fase in ("koe", "produksjon", "kontroll", "pakking")

    @property
    def kan_fortsette(self) -> bool:
        """Can it be taken up again?"""
        return self.fase in ("avbrutt", "stoppet", "feilet")


@dataclass(frozen=True)
class Funn:
    """One finding: where in the deposit, what, and the id of what it concerns."""

    kode: str
    er_feil: bool
    sted: str
    tekst: str
    objekt_id: str


@dataclass(frozen=True)
class Funngruppe:
    """Findings of one kind, the first of them with places."""

    foerste: Funn
    antall: int
    vist: list[Funn]


@dataclass(frozen=True)
class Kontroll:
    """What the control found: how many of each gravity, the figures it counted, and the findings."""

    feil: int
    advarsler: int
    tall: dict[str, int]
    funn: list[Funn]


def grupper(funn: Iterable[Funn]) -> list[Funngruppe]:
    """The findings by kind, errors first, so that twenty of the same do not hide one of another."""
    per_kode: dict[tuple[bool, str], list[Funn]] = {}
    for f in funn:
        per_kode.setdefault((not f.er_feil, f.kode), []).append(f)
    return [Funngruppe(f[0], len(f), f[:VIS_FUNN]) for _kode, f in sorted(per_kode.items())]


def gangen(uttrekk: Uttrekk) -> Gang:
    """Where a deposit stands. A row that says it is being made by nobody is one that was cut off."""
    steg = {s.navn: s for s in uttrekk.steg.all()}
    fase = _fase(uttrekk)
    her = _her(fase, steg)
    i_alt = len(STEG) + 1 + uttrekk.skal_pakkes
    tid = tidsbruk(uttrekk, steg, her)
    ferdige = sum(s.ferdig_tid is not None for s in steg.values())
    gjort = i_alt if fase in ("ferdig", "slettet") else ferdige + (tid.andel or 0.0)
    filer = [rad for navn in STEG if navn in steg for rad in _rader(uttrekk, steg, navn, i_gang=navn == her)]
    if uttrekk.skal_pakkes:
        filer.append(_pakkerad(uttrekk, fase, tid))
    return Gang(fase, filer, gjort, i_alt, uttrekk.skal_stoppe, tid)


def _fase(uttrekk: Uttrekk) -> str:
    if uttrekk.status not in (Uttrekk.Status.PAAGAAR, Uttrekk.Status.FERDIG):
        return {"bestilt": "koe"}.get(uttrekk.status, uttrekk.status)
    if uttrekk.helt_ferdig:
        return "ferdig"
    if not er_i_arbeid(uttrekk.pk):
        return "feilet" if uttrekk.feil else "avbrutt"
    if uttrekk.status == Uttrekk.Status.PAAGAAR:
        return "produksjon"
    return "kontroll" if uttrekk.antall_funn is None else "pakking"


def _her(fase: str, steg: dict[str, Uttrekkssteg]) -> str:
    """The step that runs now."""
    if fase == "produksjon":
        return next((n for n in STEG if n in steg and steg[n].ferdig_tid is None), "")
    return {"kontroll": "kontroll", "pakking": "pakke"}.get(fase, "")


def _pakkerad(uttrekk: Uttrekk, fase: str, tid: Tidsbruk) -> Filrad:
    navn = _("pakken (.tar)")
    if uttrekk.pakke_sjekksum:
        return Filrad(navn, filstoerrelse(uttrekk.pakke_byte), (_("pakket og signert"), "ferdig"))
    if fase != "pakking":
        return Filrad(navn, "", (_("venter"), "venter"))
    pakket = filstoerrelse(int(uttrekk.byte * tid.andel)) if tid.andel else ""
    innhold = _("%(pakket)s av %(alt)s") % {"pakket": pakket, "alt": filstoerrelse(uttrekk.byte)} if pakket else ""
    return Filrad(navn, innhold, (_("pakkes"), "pagar"))


def _rader(uttrekk: Uttrekk, steg: dict[str, Uttrekkssteg], navn: str, *, i_gang: bool) -> list[Filrad]:
    rad = steg[navn]
    if navn == "skjemaer":
        innhold = ngettext("%(n)s skjema", "%(n)s skjemaer", len(rad.filer)) % {"n": len(rad.filer)}
        return [Filrad("*.xsd", innhold if rad.filer else "", _tilstand(rad, i_gang=i_gang))]
    if navn == "dokumenter":
        avvik = any(f.steg == navn for f in uttrekk.funn.all())
        tilstand = (_("kopiert, se funnene"), "stans") if rad.ferdig_tid and avvik else _tilstand(rad, i_gang=i_gang)
        return [Filrad("dokumenter/", _dokumenter(steg), tilstand)]
    return [_xml(Path(uttrekk.mappe), fil, rad, i_gang=i_gang) for fil in SKRIVER[navn]]


def _tilstand(rad: Uttrekkssteg, *, i_gang: bool) -> tuple[str, str]:
    if rad.ferdig_tid is not None:
        return _("kopiert, sjekksum stemmer") if rad.navn == "dokumenter" else _("skrevet"), "ferdig"
    if i_gang:
        return _("kopieres, sjekksum regnes på nytt") if rad.navn == "dokumenter" else _("skrives"), "pagar"
    return _("venter"), "venter"


def _dokumenter(steg: dict[str, Uttrekkssteg]) -> str:
    rad, alle = steg["dokumenter"], dokumenter_i_alt(steg)
    if rad.ferdig_tid is not None:
        antall = rad.resultat["filer"]
        filene = ngettext("%(n)s fil", "%(n)s filer", antall) % {"n": tall(antall)}
        return f"{filene} · {filstoerrelse(rad.resultat['byte'])}"
    if rad.gjort:
        return _("%(gjort)s av inntil %(alle)s filer") % {"gjort": tall(rad.gjort), "alle": tall(alle)}
    return _("inntil %(alle)s filer") % {"alle": tall(alle)} if alle else ""


def _xml(mappe: Path, fil: str, rad: Uttrekkssteg, *, i_gang: bool) -> Filrad:
    ferdig, delvis = _stoerrelse(mappe / fil), _stoerrelse(mappe / f"{fil}.delvis")
    byte = delvis if ferdig is None or delvis is not None else ferdig
    innhold = " · ".join(filter(None, [_antall(rad), filstoerrelse(byte) if byte else ""]))
    if rad.ferdig_tid is None and i_gang and ferdig is None and delvis is None:
        return Filrad(fil, innhold, (_("venter"), "venter"))
    if rad.ferdig_tid is None and ferdig is not None and delvis is None:
        return Filrad(fil, innhold, (_("skrevet"), "ferdig"))
    return Filrad(fil, innhold, _tilstand(rad, i_gang=i_gang))


def _antall(rad: Uttrekkssteg) -> str:
    r = rad.resultat
    if "mappe" in r:
        saker = ngettext("%(n)s sak", "%(n)s saker", r["mappe"]) % {"n": tall(r["mappe"])}
        poster = ngettext("%(n)s registrering", "%(n)s registreringer", r["registrering"])
        return f"{saker}, {poster % {'n': tall(r['registrering'])}}"
    if "endring" in r:
        return ngettext("%(n)s endring", "%(n)s endringer", r["endring"]) % {"n": tall(r["endring"])}
    if "journalregistrering" in r:
        antall = r["journalregistrering"]
        return ngettext("%(n)s journalpost", "%(n)s journalposter", antall) % {"n": tall(antall)}
    return ""


def _stoerrelse(fil: Path) -> int | None:
    try:
        return fil.stat().st_size
    except OSError:
        return None


def kontrollen(uttrekk: Uttrekk) -> Kontroll | None:
    """The report of the control, or None when it is not there to be read."""
    r = les_rapport(uttrekk.pk)
    if r is None:
        return None
    funn = [Funn(f["kode"], f["alvor"] == "feil", _sted(f), f["tekst"], f["objekt_id"]) for f in r["funn"]]
    return Kontroll(r["feil"], r["advarsler"], r["tall"], funn)


def _sted(funn: dict[str, Any]) -> str:
    if not funn["linje"]:
        return str(funn["fil"])
    return _("%(fil)s linje %(linje)s") % {"fil": funn["fil"], "linje": funn["linje"]}


def egne_funn(uttrekk: Uttrekk) -> list[Funn]:
    """What the writing itself met: files that were gone or changed, and what the format has no place for."""
    return [
        Funn(f.kode, er_feil=f.kode not in MERKNADER, sted=f.fil, tekst=f.tekst, objekt_id=f.objekt_id)
        for f in uttrekk.funn.all()
        if f.kode != "skjema"
    ]


def sjekksummer(uttrekk: Uttrekk) -> list[tuple[str, str]]:
    """The XML files with their SHA-256, arkivuttrekk.xml first: it holds the sums of the others."""
    alle: dict[str, str] = {}
    for steg in uttrekk.steg.all():
        alle |= {navn: sum_ for navn, sum_ in steg.filer.items() if navn.endswith(".xml")}
    return sorted(alle.items(), key=lambda par: (par[0] != "arkivuttrekk.xml", par[0]))


def tittelen(uttrekk: Uttrekk, titler: dict[UUID, str]) -> str:
    """What a deposit is of, in words."""
    if uttrekk.fram_til:
        return _("Alt som er avsluttet fram til %(dato)s") % {"dato": dato(uttrekk.fram_til)}
    return ", ".join(titler.get(pk, "") for pk in uttrekk.arkivdeler) or _("Uttrekk")


def titlene(uttrekk: Iterable[Uttrekk]) -> dict[UUID, str]:
    """The titles of the arkivdeler of some deposits."""
    ider = {pk for u in uttrekk for pk in u.arkivdeler}
    return dict(Arkivdel.objects.filter(pk__in=ider).values_list("pk", "tittel"))
