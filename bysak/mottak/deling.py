"""Where one letter ends and the next begins in a batch of pages: separator sheets, blank pages, a fixed number."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy

# What a sheet may say of the letter behind it. The names are printed on it and are its subject until somebody writes.
SLAG = {
    "BREV": gettext_lazy("Brev"),
    "SOEKNAD": gettext_lazy("Søknad"),
    "KLAGE": gettext_lazy("Klage"),
    "INNSYN": gettext_lazy("Innsynskrav"),
}
# Capitals, digits and these signs make the smallest QR code, so its squares are large enough for a fax.
_KODE = re.compile(r"BYSAK/1/([A-Z0-9-]{2,30})/([A-Z]{2,12})")


@dataclass(frozen=True)
class Ark:
    """What a separator sheet says: whose the letter is, and of what kind."""

    bydel: str
    slag: str

    @property
    def kode(self) -> str:
        """What stands in its QR code."""
        return f"BYSAK/1/{self.bydel.upper()}/{self.slag}"


@dataclass(frozen=True)
class Side:
    """A page as it was read. ark: what it says when it is a separator sheet."""

    nr: int
    blank: bool = False
    ark: Ark | None = None


@dataclass
class Brevsider:
    """A letter to be: its sheet, the pages that are in it and those that were left out, as page numbers."""

    ark: Side | None = None
    sider: list[int] = field(default_factory=list)
    blanke: list[int] = field(default_factory=list)

    @property
    def alle_blanke(self) -> bool:
        """Nothing was found on any page; they are kept all the same, and a person decides."""
        return not self.sider


def les_kode(koder: Iterable[str], kjente: Collection[str]) -> Ark | None:
    """The sheet that one of the codes on a page tells of; None when none is ours. kjente: the codes of virksomheter."""
    for kode in koder:
        if treff := _KODE.fullmatch(kode.strip()):
            ark = Ark(treff[1].lower(), treff[2])
            if ark.bydel in kjente and ark.slag in SLAG:
                return ark
    return None


def del_i_brev(sider: Sequence[Side], sider_per_brev: int = 0) -> tuple[list[Brevsider], list[Side]]:
    """The letters of a batch, and the sheets with no letter behind them. Every page is in exactly one of them.

    Sheets decide where there are any; otherwise each letter has so many pages, and 0 makes the whole batch one letter.
    """
    har_ark = any(s.ark for s in sider)
    brevene: list[Brevsider] = []
    loese: list[Side] = []
    for plass, side in enumerate(sider):
        nytt = not brevene or (not har_ark and sider_per_brev and plass % sider_per_brev == 0)
        if side.ark:
            # A sheet straight after a sheet is the one that counts.
            if brevene and not (brevene[-1].sider or brevene[-1].blanke) and (forrige := brevene.pop().ark):
                loese.append(forrige)
            brevene.append(Brevsider(side))
            continue
        if nytt:
            brevene.append(Brevsider())
        (brevene[-1].blanke if side.blank else brevene[-1].sider).append(side.nr)
    if brevene and not (brevene[-1].sider or brevene[-1].blanke) and (siste := brevene.pop().ark):
        loese.append(siste)
    return _uten_tomme(brevene), loese


def _uten_tomme(brevene: list[Brevsider]) -> list[Brevsider]:
    """Blank pages between two letters belong to the one before: on their own they are no letter unless a sheet says so.

    The first pages have none before; then they lie with the one after.
    """
    ut: list[Brevsider] = []
    for brev in brevene:
        if ut and not brev.sider and brev.ark is None:
            ut[-1].blanke += brev.blanke
        elif ut and ut[-1].ark is None and not ut[-1].sider and len(ut) == 1:
            foerst = ut.pop()
            ut.append(Brevsider(brev.ark, brev.sider, foerst.blanke + brev.blanke))
        else:
            ut.append(brev)
    return ut
