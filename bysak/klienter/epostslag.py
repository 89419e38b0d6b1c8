"""What kind of mail it is, by its header fields and its parts: bounce, receipt, absence, list, spam.

LESMEG: signs, not proof. They are shown to the archivist as marks with a suggestion; nothing is decided by them.
"""

from __future__ import annotations

import re
from enum import StrEnum

from bysak.klienter.epostdeler import Tre, innhold
from bysak.klienter.eposthoder import Hoder


class Slag(StrEnum):
    """A mark on a mail."""

    RETUR = "retur"
    FORSINKET = "forsinket"
    LEVERT = "levert"
    LEST = "lest"
    FRAVAER = "fravaer"
    AUTOSVAR = "autosvar"
    LISTE = "liste"
    SOEPPEL = "soeppel"
    INNKALLING = "innkalling"
    AVLYST = "avlyst"
    SIGNERT = "signert"
    SIGNATURFEIL = "signaturfeil"
    KRYPTERT = "kryptert"
    DEL = "del"
    OUTLOOK = "outlook"


# Kinds that a program wrote, not a person.
AV_MASKIN = {Slag.RETUR, Slag.FORSINKET, Slag.LEVERT, Slag.LEST, Slag.FRAVAER, Slag.AUTOSVAR}

_RETUREMNE = re.compile(
    r"undeliver|delivery status notification|delivery (has )?failed|delivery failure|mail delivery (failed|system)"
    r"|failure notice|returned mail|returned to sender|could not be delivered|message not delivered"
    r"|(kan|kunne|ble) ikke (bli )?lever|ikke levert|uleverbar|levering(en)? (av .{0,60})?(mislyktes|feilet)"
    r"|leveringsfeil|e-?posten? kom ikke fram",
    re.IGNORECASE,
)
_FRAVAERSEMNE = re.compile(
    r"out of (the )?office|ute av kontoret|ikke (til stede|på kontoret|tilgjengelig)|fraværs?(melding|assistent)?\b"
    r"|\bferie(fravær|melding|avvikling)|er på ferie|har ferie|på ferie\b|vacation|away from (the )?office|on leave"
    r"|permisjon fram til",
    re.IGNORECASE,
)
_AUTOEMNE = re.compile(
    r"^\s*\W?(automatisk (svar|kvittering)|auto(matic)?[- ]?(svar|reply|response)|autosvar|autoreply)\b", re.IGNORECASE
)
_LESTEMNE = re.compile(r"^\s*(lest|read|lesekvittering|return receipt( \(displayed\))?|ikke lest|not read)\s*:?", re.I)
_MASKINER = ("mailer-daemon@", "postmaster@", "mailerdaemon@", "microsoftexchange")
_SOEPPELEMNE = re.compile(r"^\s*(\[|\*{2,}|\{)\s*(spam|søppel(post)?|bulk|suspected spam)\b", re.IGNORECASE)


def slagene(hoder: Hoder, tre: Tre, avsender: str, emne: str) -> list[Slag]:
    """The marks of a mail, each once, in the order of the list above."""
    funnet = {*_rapporter(tre), *_av_emnet(hoder, avsender.lower(), emne)}
    if _er_liste(hoder):
        funnet.add(Slag.LISTE)
    if _er_soeppel(hoder, emne):
        funnet.add(Slag.SOEPPEL)
    if not funnet & AV_MASKIN and _er_automatisk(hoder):
        funnet.add(Slag.AUTOSVAR)
    if Slag.FRAVAER in funnet:
        funnet.discard(Slag.AUTOSVAR)
    return [slag for slag in Slag if slag in funnet]


def _rapporter(tre: Tre) -> set[Slag]:
    """What the machine-readable parts of a report say (RFC 3464, RFC 8098)."""
    funnet: set[Slag] = set()
    for blad in tre.blader:
        if blad.mime == "message/disposition-notification":
            funnet.add(Slag.LEST)
        elif blad.mime in ("message/delivery-status", "message/global-delivery-status"):
            handlinger = set(re.findall(rb"(?im)^action:[ \t]*([a-z]+)", innhold(blad, tre)[:200_000].lower()))
            if handlinger & {b"failed"} or not handlinger & {b"delayed", b"delivered", b"relayed", b"expanded"}:
                funnet.add(Slag.RETUR)
            else:
                funnet.add(Slag.FORSINKET if b"delayed" in handlinger else Slag.LEVERT)
    return funnet


def _av_emnet(hoder: Hoder, avsender: str, emne: str) -> set[Slag]:
    """Those without such parts: the subject decides, when the sender looks like a machine."""
    klasse = hoder.foerste("x-outlook-class").lower()
    if klasse.startswith("report."):
        return {Slag.LEST if klasse.endswith(("ipnrn", "ipnnrn")) else Slag.LEVERT if klasse.endswith("dr") and
                not klasse.endswith("ndr") else Slag.RETUR}  # fmt: skip
    maskin = avsender.startswith(_MASKINER) or hoder.foerste("return-path").replace(" ", "") == "<>"
    if hoder.foerste("x-failed-recipients") or (maskin and _RETUREMNE.search(emne)):
        return {Slag.RETUR}
    if "oof" in klasse or ((_er_automatisk(hoder) or _AUTOEMNE.search(emne)) and _FRAVAERSEMNE.search(emne)):
        return {Slag.FRAVAER}
    if re.match(r"\s*(out of office|fraværsmelding|fravær:|ute av kontoret)", emne, re.IGNORECASE):
        return {Slag.FRAVAER}
    if _er_automatisk(hoder) and _LESTEMNE.match(emne):
        return {Slag.LEST}
    return {Slag.AUTOSVAR} if _AUTOEMNE.search(emne) else set()


def _er_automatisk(hoder: Hoder) -> bool:
    """RFC 3834, and what was written before it."""
    svar = hoder.foerste("auto-submitted").lower()
    felt = {navn for navn, _ in hoder.felt}
    return bool(
        (svar and not svar.startswith("no"))
        or hoder.foerste("precedence").lower().strip() in ("auto_reply", "auto-reply")
        or felt & {"x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-mail-autoreply"}
        or hoder.foerste("x-ms-exchange-generated-message-source").lower().startswith("mailbox rules agent")
        or "x-ms-exchange-inbox-rules-loop" in felt
    )


def _er_liste(hoder: Hoder) -> bool:
    return bool(
        {navn for navn, _ in hoder.felt} & {"list-id", "list-unsubscribe", "list-post", "x-mailing-list"}
        or hoder.foerste("precedence").lower().strip() in ("bulk", "list", "junk")
    )


def _er_soeppel(hoder: Hoder, emne: str) -> bool:
    """What gateways write on mail that they let through with a warning."""
    ja = [hoder.foerste(navn).lower() for navn in ("x-spam-flag", "x-spam-status", "x-spam", "x-barracuda-spam-flag")]
    forefront = ";".join(hoder.alle("x-forefront-antispam-report")).lower()
    scl = hoder.foerste("x-ms-exchange-organization-scl").strip()
    return bool(
        any(verdi.startswith("yes") for verdi in ja)
        or re.search(r"sfv:spm|\bscl:[5-9]\b", forefront)
        or (scl.isascii() and scl.isdigit() and int(scl[:3]) >= 5)
        or re.search(r"\brule=spam\b", hoder.foerste("x-proofpoint-spam-details").lower())
        or _SOEPPELEMNE.match(emne)
    )
