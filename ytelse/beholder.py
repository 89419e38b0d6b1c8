"""`python -m ytelse beholder`: opening and closing an encrypted container from SvarInn, against the openssl command.

Each is a process of its own, so that memory is its own peak. The content is noise, which no program can take short cuts
with; the file lies in the page cache for both.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path
from time import perf_counter

_OAEP = ("rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256")
_AAPNE = """
import sys
from bysak.klienter.cms import dekrypter, les_noekkel
noekkel = les_noekkel(open(sys.argv[1], 'rb').read(), open(sys.argv[2], 'rb').read())
with open(sys.argv[3], 'rb') as inn, open(sys.argv[4], 'wb') as ut:
    for bit in dekrypter(inn, [noekkel]):
        ut.write(bit)
"""
_LUKK = """
import sys
from cryptography import x509
from bysak.klienter.cms import krypter
sertifikat = x509.load_pem_x509_certificate(open(sys.argv[2], 'rb').read())
with open(sys.argv[3], 'rb') as inn, open(sys.argv[4], 'wb') as ut:
    for bit in krypter(inn, sertifikat):
        ut.write(bit)
"""


@dataclass(frozen=True)
class Maalt:
    """Wall clock in seconds and the largest memory in MiB."""

    sekunder: float
    minne: int


def main(argumenter: list[str]) -> int:
    """Measure each size and print the table. Returns 1 when an opened container is not what was closed."""
    tolk = argparse.ArgumentParser(prog="python -m ytelse beholder", description="Mål krypterte beholdere mot openssl.")
    tolk.add_argument("--mib", type=int, nargs="+", default=[10, 350], help="størrelser (standard 10 og 350)")
    valg = tolk.parse_args(argumenter)
    sys.stdout.write(
        "| MiB | Handling | Bysak, s | openssl, s | Bysak ÷ openssl | Bysak, MiB minne | openssl, MiB minne |\n"
    )
    sys.stdout.write("|---:|---|---:|---:|---:|---:|---:|\n")
    with tempfile.TemporaryDirectory(prefix="bysak-ytelse-") as mappe:
        return max(_maal(Path(mappe), mib) for mib in valg.mib)


def _maal(mappe: Path, mib: int) -> int:
    noekkel, sertifikat, inn, ut = (mappe / navn for navn in ("noekkel", "sertifikat", "inn", "ut"))
    if not noekkel.exists():
        _openssl(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=proeve",
            "-keyout",
            noekkel,
            "-out",
            sertifikat,
        )
    with inn.open("wb") as fil:
        for _ in range(mib):
            fil.write(os.urandom(1 << 20))
    egen, deres = mappe / "egen", mappe / "deres"
    oaep = [del_ for valg in _OAEP for del_ in ("-keyopt", valg)]
    lukk = [
        _tid([sys.executable, "-c", _LUKK, noekkel, sertifikat, inn, egen]),
        _tid(["openssl", "cms", "-encrypt", "-stream", "-binary", "-aes256", "-outform", "DER", "-recip", sertifikat,
              "-in", inn, "-out", deres, *oaep]),
    ]  # fmt: skip
    aapne = [
        _tid([sys.executable, "-c", _AAPNE, noekkel, sertifikat, egen, ut]),
        _tid(
            ["openssl", "cms", "-decrypt", "-inform", "DER", "-binary", "-in", egen, "-out", deres, "-inkey", noekkel]
        ),
    ]
    for navn, (vi, de) in (("lukke", lukk), ("åpne", aapne)):
        tall = f"{vi.sekunder:.2f} | {de.sekunder:.2f} | {vi.sekunder / de.sekunder:.2f} | {vi.minne} | {de.minne}"
        sys.stdout.write(f"| {mib} | {navn} | {tall} |\n")
    return 0 if cmp(inn, ut, shallow=False) else 1


def _openssl(*deler: str | Path) -> None:
    subprocess.run(["openssl", *deler], check=True, capture_output=True)  # noqa: S603, S607 - as an operator has it


def _tid(kommando: list[str | Path]) -> Maalt:
    start = perf_counter()
    barn = subprocess.Popen(kommando, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
    _pid, kode, bruk = os.wait4(barn.pid, 0)
    if kode:
        raise RuntimeError(f"{kommando[0]} gikk ikke: {kode}")
    return Maalt(perf_counter() - start, bruk.ru_maxrss // 1024)
