"""What came of reading a deposit: counts, what could not be kept as it was, and what the reader found unusual."""

from collections import Counter
from dataclasses import asdict, dataclass, field

from bysak.bevaring.models import Innlesing
from bysak.noark.xml import Enhet, Lesefunn

GRUNNER = {
    "ukjent-kode": "Verdien står ikke i kodelisten.",
    "for-lang": "Teksten er lengre enn feltet og er forkortet der.",
    "ikke-tall": "Verdien er ikke et helt tall.",
    "for-stort-tall": "Tallet er større enn feltet.",
    "ikke-dato": "Verdien er ikke en dato eller et tidspunkt.",
    "tid-normalisert": "Tidspunktet er skrevet om til lokal tid.",
    "ukjent-element": "Elementet har ingen plass i enheten.",
    "ekstra-verdi": "Elementet kan bare stå en gang her.",
    "mangler": "Verdien mangler, og enheten er fylt ut for å kunne lagres.",
    "ufullstendig": "Enheten mangler noe typen må ha, og er lest som en enklere type.",
    "ukjent-referanse": "Det som det vises til, finnes ikke i uttrekket.",
    "til-seg-selv": "Enheten viser til seg selv.",
    "dobbelt": "Det samme står flere ganger.",
    "nummer-i-bruk": "Nummeret er brukt av en annen enhet.",
    "feil-stoerrelse": "Filen er så stor som den er; tallet i uttrekket er feil.",
    "sjekksum-regnet-om": "Sjekksummen er kontrollert og regnet om til SHA-256.",
    "ny-id": "Identifikatoren er ikke en UUID, og enheten har fått en ny.",
}
_MEST = 5000
_FELLES = "Annet"


class InntakFeil(Exception):
    """The deposit was not read, and nothing of it was kept. `funn` holds every sentence of why."""

    def __init__(self, *funn: str) -> None:
        super().__init__("\n".join(funn))
        self.funn = list(funn)


@dataclass(slots=True)
class IkkeBevart:
    """Something that did not come in as it stood: what, why, how often, where first, and where it is kept instead."""

    hva: str
    kode: str
    antall: int
    sted: str
    eksempel: str
    bevart_i: str = ""

    def som_data(self) -> dict[str, str | int]:
        """Return what is kept of it with the virksomhet."""
        return asdict(self) | {"grunn": GRUNNER[self.kode]}

    def __str__(self) -> str:
        bevart = f" Bevart i {self.bevart_i}." if self.bevart_i else ""
        eksempel = f" («{self.eksempel}»)" if self.eksempel else ""
        return f"{self.hva}: {GRUNNER[self.kode]}{bevart} {self.antall} sted(er), først {self.sted}{eksempel}"


class Liste:
    """Counts what could not be kept, by what it is and why; as many kinds as a person can read."""

    def __init__(self) -> None:
        self._poster: dict[tuple[str, str, str], IkkeBevart] = {}

    def meld(self, kode: str, hva: str, sted: str, eksempel: str = "", *, bevart_i: str = "", antall: int = 1) -> None:
        """Count one occurrence, or `antall`. KeyError for a reason that is not declared."""
        hva = hva[:120] if len(self._poster) < _MEST or (hva, kode, bevart_i) in self._poster else _FELLES
        post = self._poster.get((hva, kode, bevart_i))
        if post is None:
            self._poster[hva, kode, bevart_i] = IkkeBevart(hva, kode, antall, sted, eksempel[:80], bevart_i)
        else:
            post.antall += antall

    def poster(self) -> list[IkkeBevart]:
        """Return the list, what is lost before what is kept elsewhere."""
        return sorted(self._poster.values(), key=lambda p: (bool(p.bevart_i), p.hva, p.kode))


@dataclass(slots=True)
class Inntak:
    """The receipt: units by kind, what was not kept as it stood, the reader's findings, and whether ids were taken."""

    antall: Counter[str] = field(default_factory=Counter)
    ikke_bevart: list[IkkeBevart] = field(default_factory=list)
    funn: list[Lesefunn] = field(default_factory=list)
    nye_ider: bool = False
    # What is kept of it with the virksomhet.
    innlesing: Innlesing | None = None


def sted(enhet: Enhet) -> str:
    """Say where a unit begins."""
    return f"arkivstruktur.xml linje {enhet.sted}"
