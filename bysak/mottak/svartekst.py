"""The text of an answer to one whose item was refused: in the sender's language, with what the sender must know.

The duty of guidance is why there is an answer: whoever turns to the wrong authority is shown the right one, and whoever
sends something with faults is told what is wrong and how it can be mended (forvaltningsloven § 11 fourth paragraph).
"""

import re
from collections.abc import Iterator

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bysak.kjerne.hinder import Hinder
from bysak.mottak.models import Innkomst

SPRAAK = ("nb", "nn", "en")
SPRAAKNAVN = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
# What is filled in: what it is about, when it was received, and by whom.
FELT = ("hva", "mottatt", "mottaker")
# In a standard text, what nobody but a person knows; it must be written over before the answer can be sent.
FORKLARING = "forklaring"
_FELT = re.compile(r"\{([^{}\n]{0,40})\}")
_LEST_AV_TEKSTEN = 4000

_RAMME = {
    "nb": "Hei\n\nDu sendte henvendelsen «{hva}» til {mottaker} den {mottatt}.\n\n%s\n\n"
    "Du kan svare på denne e-posten hvis du lurer på noe.\n\nHilsen\n{mottaker}\n",
    "nn": "Hei\n\nDu sende førespurnaden «{hva}» til {mottaker} den {mottatt}.\n\n%s\n\n"
    "Du kan svare på denne e-posten om du lurer på noko.\n\nHelsing\n{mottaker}\n",
    "en": "Hello\n\nYou sent “{hva}” to {mottaker} on {mottatt}.\n\n%s\n\n"
    "You can reply to this e-mail if you have any questions.\n\nRegards\n{mottaker}\n",
}
_RAAD = {
    "uleselig": {
        "nb": "Vi kan ikke lese det du sendte, og har derfor ikke behandlet det. Send det på nytt så snart du kan,"
        " helst som PDF og uten passord.",
        "nn": "Vi kan ikkje lese det du sende, og har difor ikkje behandla det. Send det på nytt så snart du kan,"
        " helst som PDF og utan passord.",
        "en": "We are unable to read what you sent, and have therefore not dealt with it. Please send it again as"
        " soon as you can, preferably as a PDF and without a password.",
    },
    "feil_mottaker": {
        "nb": "Den gjelder noe kommunen ikke har ansvar for, og vi har ikke behandlet den. Send den til den"
        " myndigheten eller virksomheten som har ansvaret. Vet du ikke hvem det er, kan du svare på denne"
        " e-posten, så hjelper vi deg å finne rett mottaker.",
        "nn": "Han gjeld noko kommunen ikkje har ansvar for, og vi har ikkje behandla han. Send han til styresmakta"
        " eller verksemda som har ansvaret. Veit du ikkje kven det er, kan du svare på denne"
        " e-posten, så hjelper vi deg å finne rett mottakar.",
        "en": "It concerns something that the municipality is not responsible for, and we have not dealt with it."
        " Please send it to the authority or organisation that is. If you do not know which one, reply to this"
        " e-mail and we will help you find it.",
    },
    "skadelig": {
        "nb": "Sikkerhetskontrollen vår fant skadelig programvare i det du sendte. Vi har ikke åpnet det, og ikke"
        " behandlet det. Undersøk maskinen din, og skriv det du vil si rett i en ny e-post, uten filer.",
        "nn": "Tryggleikskontrollen vår fann skadeleg programvare i det du sende. Vi har ikkje opna det, og ikkje"
        " behandla det. Undersøk maskina di, og skriv det du vil seie rett i ein ny e-post, utan filer.",
        "en": "Our security check found malicious software in what you sent. We have not opened it or dealt with it."
        " Please check your computer, and write what you want to say in a new e-mail, without files.",
    },
    "": {
        "nb": "Vi har ikke behandlet den. {forklaring}",
        "nn": "Vi har ikkje behandla han. {forklaring}",
        "en": "We have not dealt with it. {forklaring}",
    },
}
# Words that one of the languages has and the others have not.
_KJENNES_PAA = {
    "nb": "jeg ikke fra hva hvor hvorfor hvordan når dere noe være blir mye bare også etter seg kunne skulle nå vi",
    "nn": "eg ikkje frå kva kvar kvifor korleis kven noko vere vert mykje berre òg etter seg kunne skulle no vi dykk"
    " dykkar desse ho hjå me nokre",
    "en": "the and you your this that for with are have not from what please would about our my we is to of",
}
_ORD = re.compile(r"[^\W\d_]+")
_TEGN = {spraak: frozenset(ord_.split()) for spraak, ord_ in _KJENNES_PAA.items()}


def spraak_i(tekst: str) -> str:
    """The language that a text is most likely written in; bokmål when nothing says otherwise."""
    ordene = [o.lower() for o in _ORD.findall(tekst[:_LEST_AV_TEKSTEN])]
    treff = {spraak: sum(o in kjente for o in ordene) for spraak, kjente in _TEGN.items()}
    return max(SPRAAK, key=lambda s: (treff[s], s == "nb"))


def standardsvar(grunnkode: str, spraak: str) -> str:
    """The standard text for a reason; one that is not ours leaves the explanation to a person."""
    return _RAMME[spraak] % _RAAD.get(grunnkode, _RAAD[""])[spraak]


def flett(mal: str, innkomst: Innkomst, spraak: str) -> str:
    """A text with its fields filled in from the item; a field that is unknown stays as it is."""
    med = {
        "hva": innkomst.emne or {"nb": "uten emne", "nn": "utan emne", "en": "no subject"}[spraak],
        "mottatt": _tidspunkt(innkomst, spraak),
        "mottaker": innkomst.virksomhet.navn,
    }
    return _FELT.sub(lambda treff: med.get(treff[1], treff[0]), mal)


def uutfylt(tekst: str) -> list[str]:
    """Fields of the standard texts that nobody has written over."""
    return [navn for navn in _FELT.findall(tekst) if navn in (*FELT, FORKLARING)]


def hindre_for_mal(mal: str, *, felt: str) -> Iterator[Hinder]:
    """What is wrong with a text of one's own: a field that nobody can fill in."""
    for ukjent in sorted(set(_FELT.findall(mal)) - {*FELT, FORKLARING}):
        setning = _("Feltet {%(ukjent)s} finnes ikke. Bruk {hva}, {mottatt}, {mottaker} eller {forklaring}.")
        yield Hinder("mal.felt", setning % {"ukjent": ukjent}, felt=felt)


def _tidspunkt(innkomst: Innkomst, spraak: str) -> str:
    tid = localtime(innkomst.mottatt_tid)
    with translation.override(spraak):
        return date_format(tid, r"j F Y \a\t H:i" if spraak == "en" else r"j. F Y \k\l. H.i")
