"""The second step of local accounts: a code from an app (TOTP, RFC 6238), or one of ten that are kept on paper.

Codes are tried outside an arbeid, by one who is not logged in yet. A person's own choices open their own arbeid in the
archive service, where people are kept. Who logs in at a provider meets none of this: the provider has its own.
"""

import hashlib
import hmac
import secrets
from base64 import b32decode, b32encode
from collections.abc import Iterator
from datetime import timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db.models import CharField, F, Func, Value
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, arbeid, begrunn, laas
from bysak.kjerne.hemmeligheter import hemmelighet, lukk, lukk_opp
from bysak.kjerne.hinder import Hinder, Hindret, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank
from bysak.organisasjon.innlogging import VINDU, Avvist
from bysak.organisasjon.models import Bruker, Innloggingsforsoek, Totrinn, Virksomhet
from bysak.organisasjon.tilgang import Rett, gyldige_roller, krev

SIFRE, SEKUNDER, ANTALL = 6, 30, 10
# Three codes of a million are right at any time: so few tries that guessing for a month is still a small chance.
MAKS, MAKS_PER_DOEGN = 5, 20
_DOEGN = timedelta(days=1)
# None that look alike on paper.
_TEGN, _LENGDE = "23456789abcdefghjkmnpqrstuvwxyz", 10


def ny_hemmelighet() -> str:
    """A new secret, as people can type it into an app."""
    return b32encode(secrets.token_bytes(20)).decode()


def adresse_til_appen(hemmelig: str, bruker: Bruker, sted: str) -> str:
    """What the QR code says. sted: the host, so that one who works in two installations tells them apart."""
    return _totp(hemmelig).get_provisioning_uri(f"{bruker.brukernavn}@{sted}", "Bysak")


def _totp(hemmelig: str) -> TOTP:
    # SHA-1, six digits and thirty seconds are what every app knows; the secret is as long as the digest.
    return TOTP(b32decode(hemmelig), SIFRE, SHA1(), SEKUNDER)  # noqa: S303


def steget(hemmelig: str, kode: str) -> int | None:
    """The step that a code belongs to: this half minute, or the one before or after (RFC 6238, 5.2); else None."""
    skrevet, totp = "".join(kode.split()).encode(), _totp(hemmelig)
    dette = int(naa().timestamp()) // SEKUNDER
    like = [s for s in (dette - 1, dette, dette + 1) if hmac.compare_digest(totp.generate(s * SEKUNDER), skrevet)]
    return max(like, default=None)


def kreves(bruker: Bruker) -> bool:
    """Does a role of this person demand more than a password? Asked outside an arbeid, where all roles are seen."""
    if bruker.er_system or bruker.er_modul:
        return False
    krav = gyldige_roller(bruker).values_list(
        "rolle", "virksomhet__krever_totrinn", "virksomhet__krever_sterk_innlogging"
    )
    return any(sterk or rolle in roller for rolle, roller, sterk in krav)


def krev_at_passord_er_nok(bruker: Bruker) -> None:
    """Stop a login with a password alone where no page can ask for more. Raises `Avvist`."""
    if bruker.totrinn_satt or kreves(bruker):
        raise Avvist(
            _(
                "Denne brukeren logger inn i to trinn, og passordet er ikke nok her. Bruk en klient som logger inn i"
                " nettleseren (authorization_code), eller en integrasjon med egen nøkkel (client_credentials)."
            )
        )


def proev_kode(bruker: Bruker, kode: str, *, adresse: str) -> None:
    """Use a code from the app, once. adresse: where the attempt comes from. Raises `Avvist`."""
    navn = _tell_forsoek("totrinn", bruker, adresse)
    rad = Totrinn.objects.filter(bruker=bruker).first()
    steg = steget(_hemmelig(rad), kode) if rad else None
    # In one statement: of two who come at once with the same code, one is too late.
    if steg is None or not Totrinn.objects.filter(bruker=bruker, siste_steg__lt=steg).update(siste_steg=steg):
        raise Avvist(
            _(
                "Koden stemmer ikke, eller er brukt. Vent til appen viser en ny. Hjelper ikke det, går klokken på"
                " telefonen feil, eller du har flere kontoer i appen."
            )
        )
    Innloggingsforsoek.objects.filter(brukernavn=navn).delete()


def proev_gjenopprettingskode(bruker: Bruker, kode: str, *, adresse: str) -> int:
    """Use a recovery code, once; how many are left. It has tries of its own, so it is a way in when the app's are used.

    Raises `Avvist`.
    """
    navn = _tell_forsoek("papirkode", bruker, adresse)
    avtrykk = _avtrykk(bruker, kode)
    uten = Func(F("koder"), Value(avtrykk, output_field=CharField()), function="array_remove")
    if not Totrinn.objects.filter(bruker=bruker, koder__contains=[avtrykk]).update(koder=uten):
        raise Avvist(_("Gjenopprettingskoden stemmer ikke, eller er brukt. Prøv en annen fra arket."))
    Innloggingsforsoek.objects.filter(brukernavn=navn).delete()
    return koder_igjen(bruker)


def koder_igjen(bruker: Bruker) -> int:
    """How many recovery codes are left. Outside an arbeid."""
    koder = Totrinn.objects.filter(bruker=bruker).values_list("koder", flat=True).first()
    return len(koder or ())


def _tell_forsoek(hva: str, bruker: Bruker, adresse: str) -> str:
    """Count an attempt before it is made, so that many at once are as many; a right code forgets them."""
    navn = f"{hva} {bruker.pk}"
    forsoek = Innloggingsforsoek.objects.create(brukernavn=navn, adresse=adresse[:45], tid=naa())
    alle = Innloggingsforsoek.objects.filter(brukernavn=navn)
    for maks, tid, setning in (
        (MAKS_PER_DOEGN, _DOEGN, _("For mange feil koder det siste døgnet.")),
        (MAKS, VINDU, _("For mange feil koder. Vent et kvarter.")),
    ):
        if alle.filter(tid__gte=naa() - tid).count() > maks:
            forsoek.delete()
            utvei = _("Du kan bruke en gjenopprettingskode, eller be systemforvalteren nullstille to trinn.")
            raise Avvist(f"{setning} {utvei}")
    return navn


def slaa_paa(hemmelig: str, kode: str, *, av: Aktoer, bytte: bool = False) -> list[str]:
    """Begin to use an app that shows this code; the ten recovery codes, which nobody can show again.

    bytte: in place of the one that is there. Other logins, and tokens from before, end. Opens its own arbeid. Raises
    `Hindret`.
    """
    with arbeid(som=av, i=_tjenesten(), verb="slå på to trinn"):
        bruker = laas(Bruker.objects.get(pk=av.bruker_id))
        steg = steget(hemmelig, kode)
        if steg is None:
            setning = _("Koden stemmer ikke med QR-koden på denne siden. Skriv den appen viser akkurat nå.")
            raise Hindret([Hinder("totrinn.kode", setning, felt="kode")])
        if bruker.totrinn_satt and not bytte:
            raise Hindret([Hinder("totrinn.paa", _("To trinn er alt slått på."), bruker)])
        nye = _nye_koder()
        _fjern(bruker)
        Totrinn.objects.create(
            bruker=bruker, hemmelighet=lukk(f"{bruker.pk} {hemmelig}"), siste_steg=steg,
            koder=[_avtrykk(bruker, ny) for ny in nye],
        )  # fmt: skip
        bruker.totrinn_satt = naa()
        bruker.save(update_fields=["totrinn_satt"])
    return nye


def bytt_koder(*, av: Aktoer) -> list[str]:
    """Ten new recovery codes; the old ones are worth nothing. Opens its own arbeid."""
    nye = _nye_koder()
    with arbeid(som=av, i=_tjenesten(), verb="nye gjenopprettingskoder"):
        bruker = laas(Bruker.objects.get(pk=av.bruker_id))
        Totrinn.objects.filter(bruker=bruker).update(koder=[_avtrykk(bruker, ny) for ny in nye])
    return nye


def hindre_for_aa_slaa_av(bruker: Bruker) -> Iterator[Hinder]:
    """What stops going back to a password alone: a role demands more. Asked outside an arbeid."""
    if kreves(bruker):
        setning = _("Rollen din krever to trinn. Har du ny telefon, velger du «Bytt app».")
        yield Hinder("totrinn.kreves", setning, bruker)


def slaa_av(bruker: Bruker, *, av: Aktoer) -> None:
    """Go back to a password alone; one's own to say. Opens its own arbeid. Raises `Hindret`."""
    ingen(hindre_for_aa_slaa_av(bruker))
    with arbeid(som=av, i=_tjenesten(), verb="slå av to trinn"):
        bruker = laas(Bruker.objects.get(pk=av.bruker_id))
        _fjern(bruker)
        bruker.totrinn_satt = None
        bruker.save(update_fields=["totrinn_satt"])


def hindre_for_nullstilling(bruker: Bruker, grunn: str = "-") -> Iterator[Hinder]:
    """What stops a reset: there is nothing to reset, or no reason."""
    if not bruker.totrinn_satt:
        yield Hinder("totrinn.av", _("%(navn)s har ikke slått på to trinn.") % {"navn": bruker.navn}, bruker)
    if er_blank(grunn):
        yield Hinder("totrinn.uten_grunn", _("Skriv hvorfor. Grunnen står i loggen."), felt="grunn")


def nullstill(bruker: Bruker, *, grunn: str, av: Aktoer) -> Bruker:
    """Take away the second step of one who has lost it, and end all that the person is logged in with.

    Done in `arbeid(i=arkivtjenesten)`, and logged there. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    bruker = laas(bruker)
    ingen(hindre_for_nullstilling(bruker, grunn))
    begrunn(grunn)
    _fjern(bruker)
    bruker.totrinn_satt, bruker.utlogget_tid = None, naa()
    bruker.save(update_fields=["totrinn_satt", "utlogget_tid"])
    return bruker


def _fjern(bruker: Bruker) -> None:
    Totrinn.objects.filter(bruker=bruker).delete()


def _hemmelig(rad: Totrinn) -> str:
    """The secret of a row. One that was moved here from somebody else's is worth nothing."""
    hvem, _mellomrom, hemmelig = lukk_opp(rad.hemmelighet).partition(" ")
    if hvem != str(rad.bruker_id):
        raise Avvist(_("Koden kan ikke prøves. Be systemforvalteren nullstille to trinn."))
    return hemmelig


def _nye_koder() -> list[str]:
    koder = ("".join(secrets.choice(_TEGN) for _nr in range(_LENGDE)) for _nr in range(ANTALL))
    return [f"{kode[:5]}-{kode[5:]}" for kode in koder]


def _avtrykk(bruker: Bruker, kode: str) -> str:
    """What is kept of a recovery code: worth nothing without the installation's secret, or for another person."""
    skrevet = "".join(tegn for tegn in kode.lower() if tegn.isalnum())
    noekkel = f"bysak.gjenopprettingskode {hemmelighet('skrin')}".encode()
    return hmac.new(noekkel, f"{bruker.pk} {skrevet}".encode(), hashlib.sha256).hexdigest()


def _tjenesten() -> Virksomhet:
    return Virksomhet.objects.get(er_arkivtjeneste=True)
