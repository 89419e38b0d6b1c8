"""The load of the deposit's measurements: a closed period with documents that exist, all in one virksomhet."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import connections

from bysak.arkivstruktur.models import Merknad, Skjerming
from bysak.bevaring.uttrekk.filer import Dokumentfil
from tests.verdensdata import BYDELER
from ytelse import rader
from ytelse.fyll import EIER, fyll
from ytelse.oppsett import opprett_virksomhetene

KODE = "frogner"
_TEKST = "Dokument {} "
_FELT = {"avsluttet_dato": "now()", "avsluttet_av": "'Ytelse'"}


# Every sixth entry is screened, and every twentieth has a remark: what most entries have none of costs too.
SKJERMET: rader.Tabell = (
    Skjerming,
    "from post where n % 6 = 0",
    {
        "system_id": "uuidv7()", "virksomhet_id": "v", "registrering_id": "id", "tilgangsrestriksjon_id": "'UO'",
        "skjermingshjemmel": "'offl § 13'", "skjerming_metadata": "'{NA}'", "skjerming_dokument": "'H'",
    },
)  # fmt: skip
MERKNAD: rader.Tabell = (
    Merknad,
    "from post where n % 20 = 0",
    {
        "system_id": "uuidv7()", "virksomhet_id": "v", "registrering_id": "id", "merknadstekst": "'Ringt ' || hvem",
        "merknadsdato": "tid", "merknad_registrert_av": "ansvarlig",
    },
)  # fmt: skip


def _med(tabell: rader.Tabell, felt: dict[str, str], kilde: str = "") -> rader.Tabell:
    modell, foer, uttrykk = tabell
    return modell, kilde or foer, uttrykk | felt


def _tabeller(filer: int, gjentatt: int) -> tuple[rader.Tabell, ...]:
    """As on a working day, but closed, and the files are a number of texts that the database can count the sums of."""
    innhold = _TEKST.format("' || i || '")
    tekst = f"convert_to(repeat('{innhold}', {gjentatt}), 'UTF8')"
    kilde = (
        f"from dok join (select i, encode(sha256({tekst}), 'hex') as filsum, octet_length({tekst}) as filbyte"
        f" from generate_series(0, {filer - 1}) i) fil on fil.i = (dok.n * 2 + dok.nr) % {filer}"
    )
    fil = {"referanse_dokumentfil": "filsum", "sjekksum": "filsum", "filstoerrelse": "filbyte"}
    fil |= {"mime_type": "'text/plain'", "filnavn": "'dokument.txt'"}
    lukket = {"restanse": "false", "journalstatus": "case when n % 100 = 3 then 'U' else 'A' end"}
    arkivert = {"arkivert_dato": "tid + interval '1 day'", "arkivert_av": "ansvarlig"}
    endret = {"element": "'tittel'", "tidligere": "to_jsonb(p.sakstittel)", "ny": "to_jsonb(p.tittel)"}
    return (
        _med(rader.SAK, _FELT | {"saksstatus": "'A'"}),
        _med(rader.POST, lukket | arkivert),
        rader.YTRE, rader.INDRE, rader.DOKUMENT, rader.KOBLING,
        _med(rader.OBJEKT, fil, kilde),
        SKJERMET, MERKNAD,
        _med(rader.AVSKREVET, {"avskrivningsdato": "tid::date"}, "from post where type in ('I', 'N')"),
        rader.HANDLING,
        _med(rader.ENDRING, endret),
        rader.SAKSSERIE, rader.JOURNALSERIE,
    )  # fmt: skip


def fyll_avsluttet(antall: int, filer: int, kilobyte: int) -> Sequence[Dokumentfil]:
    """Load a closed period of `antall` entries; their documents are `filer` different files. Returns the files."""
    opprett_virksomhetene([b for b in BYDELER if b[0] == KODE])
    gjentatt = kilobyte * 1000 // len(_TEKST.format(1000))
    fyll(antall, _tabeller(filer, gjentatt), bare=KODE, soek=False)
    with connections[EIER].cursor() as peker:
        peker.execute("alter table arkivstruktur_arkivdel disable trigger user")
        peker.execute(
            "update arkivstruktur_arkivdel set arkivdelstatus = 'P', arkivperiode_slutt_dato = now()::date,"
            " avsluttet_dato = now(), avsluttet_av = 'Ytelse'"
            " where system_id in (select arkivdel_id from arkivstruktur_mappe)"
        )
        peker.execute("alter table arkivstruktur_arkivdel enable trigger user")
    return [_lagre(_TEKST.format(nr).encode() * gjentatt) for nr in range(filer)]


def _lagre(innhold: bytes) -> Dokumentfil:
    """Straight into the store's folders: syncing each of thousands is not what is measured."""
    sjekksum = hashlib.sha256(innhold).hexdigest()
    sti = Path(settings.BYSAK_DATA) / "lager" / KODE / sjekksum[:2] / sjekksum[2:4] / sjekksum
    sti.parent.mkdir(parents=True, exist_ok=True)
    sti.write_bytes(innhold)
    return Dokumentfil(f"dokumenter/{sjekksum[:2]}/{sjekksum}.txt", sjekksum, len(innhold), "")
