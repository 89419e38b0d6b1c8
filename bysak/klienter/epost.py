"""An e-mail as sent by anyone, read into fields that the reception can show and register.

LESMEG: `les` takes any bytes and never raises: mail that cannot be understood comes back with `feil` set, and the
caller keeps the raw bytes in every case. What was odd is told in `merknader`, in sentences for the archivist. The
text fields are clean enough for a database column and one line of a page (no NUL, no control characters, no bidi
overrides), but they are still the sender's words: escape them like all other input. `html` is raw and dangerous; show
it only through `kjerne.forhaandsvisning.html_trygg`. Attachments carry the sender's type; ask `kjerne.filtype`.
"""

from __future__ import annotations

import binascii
import html as htmlbibliotek
import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from bysak.klienter import eposthoder, msg, smime
from bysak.klienter.epostdeler import Sted, Tre, gaa, innhold
from bysak.klienter.eposthoder import Hoder, adresser, avkod, les_hoder, meldingsider
from bysak.klienter.epostkalender import les_kalender
from bysak.klienter.epostpakker import KRYPTERT, signaturmerknad
from bysak.klienter.epostslag import AV_MASKIN, Slag, slagene
from bysak.klienter.epostvedlegg import LestVedlegg, er_kropp, vedleggene
from bysak.klienter.htmltekst import html_til_tekst
from bysak.klienter.ole import MAGI, OleFeil
from bysak.klienter.tegn import dekod, rens_linje, rens_tekst

__all__ = ["LestEpost", "LestVedlegg", "Slag", "les"]

MAKS_EMNE = 1000
MAKS_TEKST = 2_000_000
MAKS_HTML = 10_000_000
MAKS_INNKALLINGER = 5
# A signature over more than this is kept, but not worth the memory of checking.
MAKS_KONTROLLERT = 50_000_000
SIGNATURER = ("application/pkcs7-signature", "application/x-pkcs7-signature")
# So many hops never happen on the way to one mailbox; relays themselves give up at a hundred (RFC 5321 6.3).
LOEKKE_HOPP = 30

_KJENTE_FELT = {
    "from", "to", "cc", "subject", "date", "message-id", "received", "return-path", "reply-to", "sender",
    "content-type", "mime-version",
}  # fmt: skip


@dataclass(frozen=True)
class LestEpost:
    """A mail in fields. `til` is lower case; identifiers keep their angle brackets; `feil` means not understood.

    slag: what kind of mail it is. traad: the conversation that Outlook says it belongs to.
    """

    avsender_navn: str = ""
    avsender_adresse: str = ""
    til: list[str] = field(default_factory=list)
    svar_til: list[str] = field(default_factory=list)
    emne: str = ""
    message_id: str | None = None
    in_reply_to: str | None = None
    references: list[str] = field(default_factory=list)
    sendt: datetime | None = None
    tekst: str = ""
    html: str | None = None
    vedlegg: list[LestVedlegg] = field(default_factory=list)
    automatisk: bool = False
    epostloekke: bool = False
    merknader: list[str] = field(default_factory=list)
    slag: list[Slag] = field(default_factory=list)
    traad: str = ""
    feil: str | None = None


def les(raa: bytes) -> LestEpost:
    """Read a mail from its raw bytes. Any bytes give an answer; see the module text for what the fields promise."""
    if not raa[:4000].strip() and not raa.strip():
        return LestEpost(feil="Meldingen er tom. Det var ikke noe innhold å lese.")
    try:
        if raa.startswith(MAGI):
            lest = _les(msg.til_mime(raa))
            return replace(lest, slag=[*lest.slag, Slag.OUTLOOK])
        return _les(_normalisert(raa))
    except OleFeil:
        return LestEpost(feil="Filen er ikke en Outlook-melding, eller den er skadet. Originalen er tatt vare på.")
    except Exception:  # The promise to the reception: a mail that nobody foresaw is kept raw, and the next one is read.
        return LestEpost(
            tekst=rens_tekst(dekod(raa[:20_000])[0]),
            feil="Meldingen lot seg ikke tolke. Originalen er tatt vare på, og begynnelsen av den er vist som tekst.",
        )


def _normalisert(raa: bytes) -> bytes:
    if raa[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raa = raa.decode("utf-16", "replace").encode()
    raa = raa.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if b"\r\r\n" in raa[:2000]:
        raa = raa.replace(b"\r\r\n", b"\n")
    return raa if b"\n" in raa else raa.replace(b"\r", b"\n")


def _les(raa: bytes) -> LestEpost:
    hoder = les_hoder(raa, 0, len(raa))
    if not _KJENTE_FELT.intersection(navn for navn, _ in hoder.felt):
        return LestEpost(
            tekst=rens_tekst(dekod(raa[:20_000])[0]),
            feil="Dette ser ikke ut som en e-post: avsender, emne og dato mangler. Originalen er tatt vare på.",
        )
    tre = Tre()
    for setning in hoder.merknader:
        tre.merk(setning)
    gaa(raa, hoder, len(raa), tre, Sted())
    tekst, html = _kropp(tre)
    vedlegg = vedleggene(tre, html or "")
    tekst = "\n\n".join(filter(None, [tekst, *_kalendere(tre)]))
    _merk_sikkerhet(tre, tekst)
    navn, adresse = _avsender(hoder, tre)
    emne = _emne(hoder, tre)
    slag = [*slagene(hoder, tre, adresse, emne), *(s for s in Slag if s in tre.slag)]
    if not tekst.strip() and not vedlegg:
        tre.merk("Meldingen har verken tekst eller vedlegg.")
    return LestEpost(
        avsender_navn=navn,
        avsender_adresse=adresse,
        til=_mottakere(hoder, "to", "cc", "delivered-to", "x-original-to", "envelope-to"),
        svar_til=_mottakere(hoder, "reply-to"),
        emne=emne,
        message_id=_id(hoder.foerste("message-id")),
        in_reply_to=next(iter(meldingsider(hoder.alle("in-reply-to"))), None),
        references=meldingsider(hoder.alle("references")),
        sendt=_sendt(hoder, tre),
        tekst=tekst,
        html=html,
        vedlegg=vedlegg,
        automatisk=bool(AV_MASKIN & set(slag)) or _automatisk(hoder, tre, adresse),
        epostloekke=len(hoder.alle("received")) >= LOEKKE_HOPP or any(n.startswith("x-bysak") for n, _ in hoder.felt),
        merknader=list(tre.merknader),
        slag=slag,
        traad=_traad(hoder),
    )


def _emne(hoder: Hoder, tre: Tre) -> str:
    raatt = avkod(hoder.foerste("subject")[:20_000])
    emne = rens_linje(raatt, MAKS_EMNE)
    if re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", raatt):
        tre.merk("Emnet inneholdt usynlige styretegn. De er fjernet.")
    if len(raatt) > MAKS_EMNE:
        tre.merk(f"Emnet var svært langt og er kortet ned til {MAKS_EMNE} tegn.")
    return emne


def _avsender(hoder: Hoder, tre: Tre) -> tuple[str, str]:
    fra = adresser(hoder.alle("from"))
    if len(fra) > 1:
        tre.merk("Meldingen oppgir flere avsendere. Den første er brukt.")
    if fra:
        return fra[0]
    for felt in ("sender", "reply-to", "return-path"):
        if andre := adresser(hoder.alle(felt)):
            tre.merk("Avsenderfeltet mangler eller er ugyldig. Avsenderen er hentet fra et annet felt.")
            return andre[0]
    tre.merk("Meldingen har ingen gyldig avsenderadresse.")
    return rens_linje(avkod(hoder.foerste("from")[:2000]), 250), ""


def _mottakere(hoder: Hoder, *feltene: str) -> list[str]:
    alle = [adresse for felt in feltene for _, adresse in adresser(hoder.alle(felt))]
    return list(dict.fromkeys(adresse.lower() for adresse in alle))


def _id(verdi: str) -> str | None:
    return next(iter(meldingsider([verdi])), None) or rens_linje(verdi, 998) or None


def _traad(hoder: Hoder) -> str:
    """The first 22 bytes of Thread-Index name the conversation; five more come with each answer (MS-OXOMSG)."""
    try:
        raa = binascii.a2b_base64(hoder.foerste("thread-index")[:4000])
    except (binascii.Error, ValueError):
        return ""
    return raa[:22].hex() if len(raa) >= 22 else ""


def _sendt(hoder: Hoder, tre: Tre) -> datetime | None:
    verdi = hoder.foerste("date")
    tid = eposthoder.dato(verdi)
    if tid is None:
        tre.merk("Datoen i meldingen er ugyldig." if verdi else "Meldingen har ingen dato.")
    return tid


def _automatisk(hoder: Hoder, tre: Tre, avsender: str) -> bool:
    svar = hoder.foerste("auto-submitted").lower()
    fortrinn = hoder.foerste("precedence").lower()
    felt = {navn for navn, _ in hoder.felt}
    return bool(
        (svar and not svar.startswith("no"))
        or fortrinn in ("bulk", "list", "junk", "auto_reply")
        or felt & {"list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-failed-recipients"}
        or hoder.foerste("return-path").replace(" ", "") == "<>"
        or "report" in tre.flerdelt
        or avsender.lower().startswith(("mailer-daemon@", "postmaster@"))
    )


def _merk_sikkerhet(tre: Tre, tekst: str) -> None:
    for signert, blad in tre.signert:
        try:
            kan = blad.mime in SIGNATURER and len(signert) <= MAKS_KONTROLLERT
            signatur = smime.kontroller(bytes(signert), innhold(blad, tre)) if kan else smime.Signatur("", "", None)
        except smime.SmimeFeil:
            signatur = smime.Signatur("", "", None)
        slag, setning = signaturmerknad(signatur)
        tre.slag.add(slag)
        tre.merk(setning)
    if "encrypted" in tre.flerdelt or "-----BEGIN PGP MESSAGE-----" in tekst:
        tre.slag.add(Slag.KRYPTERT)
        tre.merk(KRYPTERT)
    if any(blad.mime == "message/partial" for blad in tre.blader):
        tre.slag.add(Slag.DEL)
        tre.merk("Meldingen er én del av en større melding som er delt opp. Be avsenderen sende den samlet.")


def _kalendere(tre: Tre) -> list[str]:
    """Invitations in words; the files themselves are attachments."""
    tekster: dict[str, None] = {}
    for blad in tre.blader:
        if blad.mime not in ("text/calendar", "application/ics") and not blad.filnavn.lower().endswith(".ics"):
            continue
        if invitasjon := les_kalender(innhold(blad, tre), blad.parametre.get("charset")):
            tre.slag.add(Slag.AVLYST if invitasjon.avlyst else Slag.INNKALLING)
            tekster[invitasjon.tekst] = None
    return list(tekster)[:MAKS_INNKALLINGER]


def _kropp(tre: Tre) -> tuple[str, str | None]:
    """Best plain text, and the HTML when there is any. Text outside multipart/alternative is added, not replaced."""
    grupper: dict[int, tuple[list[str], list[str]]] = {}
    kropper = list(filter(er_kropp, tre.blader))
    # What was wrapped says again what stands outside, when anything does.
    ute = [b for b in kropper if not b.reserve]
    if any(b.kilde[b.start : min(b.slutt, b.start + 4000)].strip() for b in ute):
        kropper = ute
    elif len(ute) < len(kropper):
        kropper = [b for b in kropper if b.reserve]
    # Some programs give the text itself a file name: when nothing else is text, it is read, and stays an attachment.
    navngitt = [b for b in tre.blader if b.mime in ("text/plain", "text/html") and b.plassering != "attachment"]
    for nr, blad in enumerate(kropper or navngitt[:1]):
        tekst, riktig = dekod(innhold(blad, tre), blad.parametre.get("charset"))
        if not riktig:
            tre.merk("Teksten var merket med feil tegnsett. Noen tegn kan være gjettet.")
        rene, html = grupper.setdefault(-nr if blad.gruppe is None else blad.gruppe, ([], []))
        (html if blad.mime == "text/html" else rene).append(rens_tekst(tekst))
    tekster, htmler = [], []
    for rene, html in grupper.values():
        ren = "\n\n".join(rene)
        tekster.append(ren if ren.strip() else html_til_tekst("\n".join(html)[:MAKS_HTML]))
        htmler.append("\n".join(html) or htmlbibliotek.escape(ren).replace("\n", "<br>\n"))
    har_html = any(html for _, html in grupper.values())
    samlet, samlet_html = "\n\n".join(t for t in tekster if t.strip()), "\n".join(htmler) if har_html else None
    if len(samlet) > MAKS_TEKST or len(samlet_html or "") > MAKS_HTML:
        tre.merk("Teksten er svært lang og er kortet ned. Hele teksten ligger i originalen.")
    return samlet[:MAKS_TEKST], samlet_html[:MAKS_HTML] if samlet_html else None
