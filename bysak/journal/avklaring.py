"""A person decides a finding of the gate: «not a name», or «may be shown», always with a reason."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.models import Journalpost
from bysak.journal.models import Avklaring
from bysak.journal.sperre import KAN_AVKLARES, glem_avklaringer
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn


def hindre_for_avklaring(jp: Journalpost, *, kode: str, ord_: str, avgjoerelse: str, grunn: str) -> Iterator[Hinder]:
    """What stands in the way: some findings no person may decide, and each decision has its reason."""
    if kode not in KAN_AVKLARES:
        yield Hinder("maa_rettes", _("Dette funnet kan ikke avklares. Det må rettes eller skjermes."), jp)
    if avgjoerelse not in Avklaring.Avgjoerelse.values or (
        avgjoerelse == Avklaring.Avgjoerelse.IKKE_NAVN and kode != "personnavn"
    ):
        yield Hinder("avgjoerelse_mangler", _("Velg hva du har kommet fram til."), jp, felt="avgjoerelse")
    if not ord_.strip():
        yield Hinder("ord_mangler", _("Velg ordet avklaringen gjelder."), jp)
    if not grunn.strip():
        yield Hinder("grunn_mangler", _("Skriv kort hvorfor det kan stå."), jp, felt="grunn")


def avklar(jp: Journalpost, *, kode: str, ord_: str, avgjoerelse: str, grunn: str, av: Aktoer) -> Avklaring:
    """Decide a finding on this line. «Ikke et personnavn» is remembered for the word in the whole virksomhet.

    Raises `Hindret`, and `PermissionDenied` without `Rett.PUBLISERE`.
    """
    jp = laas_post(jp)
    krev(av, Rett.PUBLISERE)
    krev_innsyn(av, jp)
    ingen(hindre_for_avklaring(jp, kode=kode, ord_=ord_, avgjoerelse=avgjoerelse, grunn=grunn))
    avklaring, _ny = Avklaring.objects.update_or_create(
        registrering=jp,
        kode=kode,
        gjelder=ord_.strip().casefold()[:200],
        defaults={"avgjoerelse": avgjoerelse, "grunn": grunn.strip(), "avklart_av": av.navn, "avklart_tid": naa()},
    )
    glem_avklaringer()
    return avklaring
