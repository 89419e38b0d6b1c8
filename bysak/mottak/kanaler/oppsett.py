"""Setting up a mottakersystem with SvarInn: who we are there, and the keys that open what is sent to us.

LESMEG: all need an open arbeid in the virksomhet that has it. Passwords and private keys are locked before they meet
the database, and are never shown again.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet, laas
from bysak.kjerne.hemmeligheter import lukk
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import OSLO, naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.klienter.cms import CmsFeil, les_noekkel
from bysak.mottak.models import Leveranse, Mottakersystem, Mottaksnoekkel
from bysak.organisasjon.tilgang import Rett, krev

KS = "https://svarut.ks.no"
# KS' own recipe is a certificate that lasts for ever; it is bound to the system by its upload, not by its dates.
_GJELDER = timedelta(days=99999)
_LOKALE = ("127.0.0.1", "localhost")
_DAGER = 14


def hindre_for_mottakersystem(navn: str, adresse: str, brukernavn: str, passord: str) -> Iterator[Hinder]:
    """What stops a mottakersystem from being set up: something is missing, or passwords would be sent unprotected."""
    deler = urlsplit(adresse)
    if er_blank(navn):
        yield Hinder("mottakersystem.navn", _("Skriv et navn dere kjenner det igjen på."), felt="navn")
    if deler.scheme != "https" and deler.hostname not in _LOKALE:
        yield Hinder("mottakersystem.adresse", _("Adressen må begynne med https://."), felt="adresse")
    if er_blank(brukernavn) or er_blank(passord):
        yield Hinder("mottakersystem.passord", _("Skriv brukernavnet og passordet som KS har gitt."), felt="brukernavn")
    finnes = Mottakersystem.objects.filter(
        virksomhet_id=gjeldende_virksomhet(), adresse=adresse, brukernavn=rens(brukernavn)
    )
    if finnes.exists():
        yield Hinder("mottakersystem.finnes", _("Dette mottakersystemet er alt satt opp her."), felt="brukernavn")


def opprett_mottakersystem(
    *, navn: str, brukernavn: str, passord: str, av: Aktoer, adresse: str = KS, api_versjon: int = 2
) -> Mottakersystem:
    """Set up an inbox, with a first key. Nothing is fetched before it is started. Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    adresse = adresse.rstrip("/")
    ingen(hindre_for_mottakersystem(navn, adresse, brukernavn, passord))
    system = Mottakersystem.objects.create(
        virksomhet_id=gjeldende_virksomhet(), navn=rens(navn)[:100], adresse=adresse, api_versjon=api_versjon,
        brukernavn=rens(brukernavn), passord=lukk(passord), aktiv=False,
    )  # fmt: skip
    ny_noekkel(system, av=av)
    return system


def ny_noekkel(system: Mottakersystem, *, av: Aktoer) -> Mottaksnoekkel:
    """Make a key and its certificate. The certificate is given to KS; what waits still opens with the older keys."""
    krev(av, Rett.ADMINISTRERE)
    privat = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    hvem = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, system.virksomhet.kode)])
    fra = naa() - timedelta(hours=1)
    sertifikat = (
        x509.CertificateBuilder().subject_name(hvem).issuer_name(hvem).public_key(privat.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(fra).not_valid_after(fra + _GJELDER)
        .sign(privat, hashes.SHA256())
    )  # fmt: skip
    pem = privat.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return _legg_til(system, pem.decode(), sertifikat.public_bytes(serialization.Encoding.PEM).decode())


def egen_noekkel(system: Mottakersystem, *, privat: str, sertifikat: str, av: Aktoer) -> Mottaksnoekkel:
    """Take in a key made elsewhere, such as in the system before this. Raises `Hindret` when it cannot be read."""
    krev(av, Rett.ADMINISTRERE)
    try:
        les_noekkel(privat.encode(), sertifikat.encode())
    except CmsFeil as feil:
        ingen([Hinder("mottaksnoekkel.uleselig", str(feil), felt="privat")])
    return _legg_til(system, privat, sertifikat)


def _legg_til(system: Mottakersystem, privat: str, sertifikat: str) -> Mottaksnoekkel:
    Mottaksnoekkel.objects.filter(mottakersystem=system, utgaatt_tid=None).update(utgaatt_tid=naa())
    return Mottaksnoekkel.objects.create(
        virksomhet_id=system.virksomhet_id, mottakersystem=system, sertifikat=sertifikat, privat=lukk(privat)
    )


def start_henting(system: Mottakersystem, *, av: Aktoer) -> Mottakersystem:
    """Fetch from now on."""
    return _sett_aktiv(system, av, aktiv=True)


def stans_henting(system: Mottakersystem, *, av: Aktoer) -> Mottakersystem:
    """Fetch no more until it is started again; what is sent waits in SvarInn, and KS reminds after two hours."""
    return _sett_aktiv(system, av, aktiv=False)


def _sett_aktiv(system: Mottakersystem, av: Aktoer, *, aktiv: bool) -> Mottakersystem:
    krev(av, Rett.ADMINISTRERE)
    system = laas(system)
    system.aktiv, system.neste_tid = aktiv, naa()
    system.save(update_fields=["aktiv", "neste_tid"])
    return system


def hent_naa(system: Mottakersystem, *, av: Aktoer) -> None:
    """Make it this system's turn at once."""
    krev(av, Rett.MOTTA)
    Mottakersystem.objects.filter(pk=system.pk).update(neste_tid=naa())


def dagstall(system: Mottakersystem) -> list[dict[str, object]]:
    """For each of the last days: how many the source named, and how many are here, acknowledged and refused."""
    rader = (
        Leveranse.objects.filter(mottakersystem=system, sett_tid__gt=naa() - timedelta(days=_DAGER))
        .annotate(dag=TruncDate("sett_tid", tzinfo=OSLO))
        .values("dag")
        .annotate(
            nevnt=Count("pk"),
            her=Count("pk", filter=Q(innkomst__isnull=False)),
            kvittert=Count("pk", filter=Q(kvittert_tid__isnull=False)),
            avvist=Count("pk", filter=Q(avvist_tid__isnull=False)),
        )
        .order_by("-dag")
    )
    return [dict(rad) for rad in rader]


def som_venter(system: Mottakersystem) -> list[Leveranse]:
    """What the source has named and we have not: with the reason, oldest first."""
    return list(
        Leveranse.objects.filter(mottakersystem=system, kvittert_tid=None, avvist_tid=None).order_by("sett_tid")[:200]
    )


def fingeravtrykk(sertifikat: str) -> str:
    """The certificate's SHA-256 in pairs, to be compared with what KS shows."""
    rad = x509.load_pem_x509_certificate(sertifikat.encode()).fingerprint(hashes.SHA256()).hex().upper()
    return re.sub(r"(..)(?=.)", r"\1:", rad)
