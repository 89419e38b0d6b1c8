"""Wrong arguments are answered in Norwegian, in one sentence that says what to write."""

import pytest

from bysak.kommandoer.hoved import main


@pytest.mark.parametrize(
    ("argumenter", "setning"),
    [
        (["les-uttrekk"], "Dette mangler: mappe."),
        (["les-uttrekk", "x", "--virksomhet"], "--virksomhet må ha en verdi etter seg."),
        (["les-uttrekk", "x", "--virksomhet", "a", "--tom-database", "b"], "ikke begge."),
        (["uttrekk", "--virksomhet", "a", "--til", "b", "--fram-til", "i-går"], "«i-går» er ikke en gyldig verdi."),
        (["uttrekk", "--virksomhet", "a", "--til", "b", "--utgave", "7"], "«7» er ikke et av valgene:"),
        (["tull"], "«tull» er ikke et av valgene:"),
        (["kontroller", "x", "--tull"], "Ukjent: --tull."),
    ],
)
def test_gale_argumenter_gir_en_norsk_setning(argumenter: list[str], setning: str, capsys):
    with pytest.raises(SystemExit) as slutt:
        main(argumenter)
    svar = capsys.readouterr().err
    assert slutt.value.code == 2
    assert setning in svar
    assert svar.count("\n") == 1
