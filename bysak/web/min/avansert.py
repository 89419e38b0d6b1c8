"""Advanced search: fields to fill in, for those who would rather not learn how to write in the box (krav 5.1.2).

What is filled in is written in the box, so that it can be read, changed, saved and shared like any other question.
"""

import re

from django.http import QueryDict
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Journalposttype, Journalstatus, Saksstatus
from bysak.web.spraak import oversatt

_ORD = re.compile(r'"[^"]*"|\S+')
# Field of the form, and the field of the question that each of its words is asked for in.
I_ORD = {"i_tittel": "tittel", "i_part": "part", "i_tekst": "innhold"}
HELE = ("klasse", "behandler", "enhet", "eiendom", "type", "status")


def sammensatt(data: QueryDict) -> str:
    """The question that the form asks, as one writes it."""
    biter = [data.get("q", "").strip()]
    for navn, felt in I_ORD.items():
        biter += [f"{felt}:{ordet}" for ordet in _ORD.findall(data.get(navn, ""))]
    for navn in HELE:
        verdi = data.get(navn, "").replace('"', "").strip()
        biter.append(f'{navn}:"{verdi}"' if re.search(r"[\s()]", verdi) else verdi and f"{navn}:{verdi}")
    fra, til = (re.sub(r"\s", "", data.get(navn, "")) for navn in ("fra", "til"))
    biter.append(f"dato:{fra}..{til}" if fra or til else "")
    return " ".join(filter(None, biter))


def typevalg() -> list[tuple[str, str]]:
    """What may be asked for under «Type»."""
    return [("sak", _("Sak")), ("notat", _("Arkivnotat")), *((k, oversatt(n)) for k, n in Journalposttype.choices)]


def statusvalg() -> list[tuple[str, str]]:
    """What may be asked for under «Status», of cases and of entries; one name for what is called the same."""
    navn = dict.fromkeys(str(n) for _k, n in (*Saksstatus.choices, *Journalstatus.choices))
    return [(n.lower(), oversatt(n)) for n in navn]
