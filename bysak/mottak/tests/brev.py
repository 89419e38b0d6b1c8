"""Mails and queries that the tests of the reception share."""

from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

from bysak.arkivstruktur.models import Arkivdel, Klasse, Saksmappe
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.kalender import naa
from bysak.mottak.innkomst import motta
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import Innkomst
from bysak.mottak.registrering import NySak, Registreringsvalg
from bysak.organisasjon.models import AdministrativEnhet
from bysak.organisasjon.tilgang import prosessaktoer
from tests.verden import bruker, virksomhet

FROGNER = "postmottak@frogner.bysak.example"


def brev(
    emne: str,
    tekst: str = "Hei, jeg har et spørsmål.",
    *,
    fra: str = "Ebba Lønnfjell <ebba@lonnfjell.example>",
    til: str = FROGNER,
    vedlegg: tuple[tuple[str, str, bytes], ...] = (),
    **hoder: str,
) -> bytes:
    """A mail as an ordinary program sends it. vedlegg: (name, type, bytes). hoder: more fields, `_` for `-`."""
    melding = EmailMessage()
    melding["From"], melding["To"], melding["Subject"] = fra, til, emne
    melding["Date"] = format_datetime(naa())
    melding["Message-ID"] = hoder.pop("Message_ID", f"<{uuid4().hex}@lonnfjell.example>")
    for navn, verdi in hoder.items():
        melding[navn.replace("_", "-")] = verdi
    melding.set_content(tekst)
    for navn, mime, innhold in vedlegg:
        slag, _, under = mime.partition("/")
        melding.add_attachment(innhold, maintype=slag, subtype=under, filename=navn)
    return melding.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def motta_og_les(raa: bytes, til: str = FROGNER) -> Innkomst:
    """Take a mail in and read it, as the two processes do; returns the row as it then stands."""
    (rad,) = motta(raa, til_adresser=[til])
    assert rad.virksomhet_id is not None
    les_inn(rad.virksomhet_id, rad.pk)
    return rad_naa(rad)


def rad_naa(rad: Innkomst) -> Innkomst:
    """The row as it stands now, with its attachments."""
    assert rad.virksomhet_id is not None
    return rader_i(rad.virksomhet_id, pk=rad.pk)[0]


def rader(kode: str, **vilkaar: Any) -> list[Innkomst]:
    """Rows of a virksomhet, in order of receipt."""
    return rader_i(virksomhet(kode).pk, **vilkaar)


def rader_i(virksomhet_id: int, **vilkaar: Any) -> list[Innkomst]:
    """Rows of a virksomhet by its number."""
    with arbeid(som=prosessaktoer("jobb"), leser=[virksomhet_id]):
        return list(
            Innkomst.objects.filter(**vilkaar)
            .select_related("virksomhet")
            .prefetch_related("vedlegg")
            .order_by("mottatt_tid", "pk")
        )


def valg_i_frogner(av: Aktoer, tittel: str, *, ny_sak: str = "", **endret: Any) -> Registreringsvalg:
    """Choices that can be registered in Frogner: an open case or a new one called `ny_sak`; Ola gets the letter."""
    with arbeid(som=av, leser=[virksomhet("frogner")]):
        enhet = AdministrativEnhet.objects.get(navn="Oppvekst")
        ny = (
            NySak(Arkivdel.objects.get(arkivdelstatus="A"), ny_sak, Klasse.objects.get(klasse_id="300"))
            if ny_sak
            else None
        )
        sak = None if ny_sak else aapen_sak()
    felt: dict[str, Any] = {
        "tittel": tittel,
        "sak": sak,
        "ny_sak": ny,
        "avsender_navn": "Ebba Lønnfjell",
        "avsender_adresse": "ebba@lonnfjell.example",
        "enhet": enhet,
        "saksbehandler": bruker("ola"),
    }
    return Registreringsvalg(**(felt | endret))


def aapen_sak() -> Saksmappe:
    """An open case that everybody sees, in the virksomhet that is read."""
    sak = (
        Saksmappe.objects.filter(avsluttet_dato__isnull=True, tilgangsklasse__art="aapen").order_by("mappe_id").first()
    )
    assert sak is not None
    return sak
