"""Reception: the one way in. Raw bytes are on disk and the row is committed before anybody is told that we have it.

LESMEG: `motta` and `motta_fil` open their own arbeid, one per virksomhet, and are called outside one. A repeat is
harmless, so a sender that got no answer may simply send again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from bysak.kjerne import lager
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import ny_id
from bysak.klienter import epost
from bysak.klienter.epostarkiv import les_filer
from bysak.klienter.eposthoder import adresser, les_hoder
from bysak.klienter.msg import er_msg
from bysak.mottak import jobber
from bysak.mottak.models import Innkomst, InnkomstVedlegg, Kanal
from bysak.mottak.saksadresse import virksomhet_i
from bysak.mottak.servicenivaa import frist_naa
from bysak.organisasjon.models import Epostadresse, Virksomhet
from bysak.organisasjon.tilgang import Rett, krev, prosessaktoer

_TIL_FELT = ("delivered-to", "x-original-to", "to", "cc")


def motta(
    raa: bytes | BinaryIO,
    *,
    kanal: Kanal = Kanal.EPOST,
    til_adresser: Sequence[str],
    mottatt: datetime | None = None,
    eier: Virksomhet | None = None,
    konvolutt: str | None = None,
    kilde: UUID | None = None,
) -> list[Innkomst]:
    """Take one message in: one item in each virksomhet it is for, or one with the archive service when none is known.

    raa: the message exactly as it came; a file is read from its beginning. til_adresser: the envelope's recipients.
    mottatt: the technical time of receipt, from which the due time runs; now when not given.
    eier: the virksomhet whose own mailbox it lay in; it is theirs, whatever the addresses say.
    konvolutt: the envelope's sender, when it is known; an empty one is a machine that wants no answer.
    kilde: what ties the items together when one message takes several calls.
    Returns when all is on disk and committed. Raises LagerFullt, LagerFeil or a database error; then send again:
    what was already taken in is recognised (arkivforskrifta § 9; the store keeps the bytes, also of a refused mail).
    """
    mottatt = mottatt or naa()
    av = prosessaktoer("mottak")
    kilde = kilde or ny_id()
    return [
        _motta_i(virksomhet, raa, kanal, til, mottatt, kilde, av, konvolutt)
        for virksomhet, til in ({eier: list(til_adresser)} if eier else _mottakere(til_adresser)).items()
    ]


def virksomhet_for(adresse: str) -> Virksomhet | None:
    """Whose address this is: any case, with or without a plus part. None when nobody's."""
    renset = normalisert(adresse)
    treff = Epostadresse.objects.select_related("virksomhet").filter(adresse=renset).first()
    return treff.virksomhet if treff else virksomhet_i(renset)


def normalisert(adresse: str) -> str:
    """An address as Epostadresse keeps it: lower case, without brackets, plus part and the root's dot."""
    lokal, _alfa, domene = adresse.strip().strip("<>").lower().rpartition("@")
    return f"{lokal.partition('+')[0]}@{domene.rstrip('.')}"


def motta_fil(sti: Path) -> list[str]:
    """Take a file (.eml or mbox) in as if its messages had been delivered; one sentence per virksomhet on the outcome.

    The recipients are read from the message itself. The same file twice gives no doubles. Raises OSError.
    """
    telling: Counter[tuple[str, bool]] = Counter()
    for _navn, raa in les_filer([sti]):
        for rad in motta(raa, kanal=Kanal.FIL, til_adresser=adresser_i(raa)):
            telling[rad.virksomhet.navn, rad.leveringer > 1] += 1
    return [
        (_("%(antall)d til %(navn)s, mottatt før") if foer else _("%(antall)d til %(navn)s"))
        % {"antall": antall, "navn": navn}
        for (navn, foer), antall in sorted(telling.items())
    ]


def hent(innkomst_id: UUID) -> Innkomst:
    """One item with its attachments, inside an open arbeid. Raises `Innkomst.DoesNotExist` when it is not yours."""
    rader = Innkomst.objects.select_related("virksomhet", "tatt_av").prefetch_related("vedlegg")
    innkomst = rader.get(pk=innkomst_id)
    if innkomst.er_ferdig:
        # Where it went is wide, and only what has ended went anywhere.
        return rader.select_related("videresendt_til", "duplikat_av", "registrering__mappe").get(pk=innkomst_id)
    return innkomst


def aapne_raa(innkomst: Innkomst) -> BinaryIO:
    """The message exactly as it came. Outside an arbeid: nothing is streamed inside one. Raises FilMangler."""
    return lager.aapne(innkomst.virksomhet.kode, innkomst.raa_sjekksum)


def aapne_vedlegg(vedlegg: InnkomstVedlegg, virksomhet: Virksomhet) -> BinaryIO:
    """An attachment's bytes. Outside an arbeid. Raises FilMangler."""
    return lager.aapne(virksomhet.kode, vedlegg.sjekksum)


def les_paa_nytt(innkomst: Innkomst) -> epost.LestEpost:
    """Read the original again, for showing it; `.html` is dangerous until it is cleaned. Outside an arbeid."""
    with aapne_raa(innkomst) as fil:
        return epost.les(fil.read())


def _motta_i(
    virksomhet: Virksomhet,
    raa: bytes | BinaryIO,
    kanal: Kanal,
    til: list[str],
    mottatt: datetime,
    kilde: UUID,
    av: Aktoer,
    konvolutt: str | None,
) -> Innkomst:
    if not isinstance(raa, bytes):
        raa.seek(0)
    lagret = lager.lagre(virksomhet.kode, raa)
    ny = Innkomst(
        virksomhet=virksomhet,
        kanal=kanal,
        ekstern_id=lagret.sha256,
        kilde_id=kilde,
        mottatt_tid=mottatt,
        raa_sjekksum=lagret.sha256,
        raa_stoerrelse=lagret.stoerrelse,
        til_adresse=", ".join(til)[:254],
        opphav={"fra": ""} if konvolutt == "" else {},
        uten_bydel=virksomhet.er_arkivtjeneste and not any(virksomhet_for(adresse) for adresse in til),
    )
    with arbeid(som=av, i=virksomhet, verb="motta"):
        krev(av, Rett.MOTTA)
        rad, er_ny = legg_inn(ny)
        if er_ny:
            jobber.bestill_lesing(rad)
        else:
            Innkomst.objects.filter(pk=rad.pk).update(leveringer=F("leveringer") + 1)
            rad.leveringer += 1
    return rad


def legg_inn(ny: Innkomst) -> tuple[Innkomst, bool]:
    """Insert an item once per virksomhet, channel and name, also when two do it at once; says whether it was new.

    It gets its due time here, by the levels in force when it was received, unless it has brought one along.
    """
    if not ny.fristregel:
        assert ny.virksomhet_id is not None
        frist = frist_naa(ny.mottatt_tid, ny.virksomhet_id)
        ny.frist, ny.fristregel = frist.tid, frist.regelversjon
    Innkomst.objects.bulk_create([ny], ignore_conflicts=True)
    rad = Innkomst.objects.select_related("virksomhet").get(
        virksomhet=ny.virksomhet, kanal=ny.kanal, ekstern_id=ny.ekstern_id
    )
    return rad, rad.pk == ny.pk


def _mottakere(til_adresser: Sequence[str]) -> dict[Virksomhet, list[str]]:
    kjente: dict[Virksomhet, list[str]] = {}
    for adresse in dict.fromkeys(a.strip().strip("<>").lower() for a in til_adresser):
        if virksomhet := virksomhet_for(adresse):
            kjente.setdefault(virksomhet, []).append(adresse)
    if kjente:
        return kjente
    return {Virksomhet.objects.get(er_arkivtjeneste=True): [a.strip().strip("<>") for a in til_adresser]}


def adresser_i(raa: bytes, felter: Sequence[str] = _TIL_FELT) -> list[str]:
    """The recipients that a message itself names; only those that are ours count, since others got copies elsewhere."""
    if er_msg(raa):
        return epost.les(raa).til
    hoder = les_hoder(raa, 0, len(raa))
    funnet: Iterable[str] = (a.lower() for felt in felter for _navn, a in adresser(hoder.alle(felt)))
    return list(dict.fromkeys(funnet))
