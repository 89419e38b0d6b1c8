"""The margin of a case: which answer belongs to which letter, drawn. The same stands in words in the column «Svar»."""

from collections.abc import Sequence

from markupsafe import Markup

_RAD, _BREDDE, _SPOR = 32, 36, 7
_BUE = Markup(
    '<path d="M{x0} {ys}H{xi}Q{x} {ys} {x} {ysk}V{ybk}Q{x} {yb} {xi} {yb}H{x0}"/>'
    '<circle class="svar" cx="{x0}" cy="{ys}" r="3"/><circle class="sporsmal" cx="{x0}" cy="{yb}" r="3"/>'
)
_AAPEN = Markup('<path class="apen" d="M{x} {y}H{xs}"/><circle class="apen" cx="{x0}" cy="{y}" r="3.5"/>')
_RAMME = Markup(
    '<svg class="svarbuer" viewBox="0 0 {b} {h}" width="{b}" height="{h}" aria-hidden="true" focusable="false">'
    "{innhold}</svg>"
)


def svarbuer(rekkefoelge: Sequence[int], svar: Sequence[tuple[int, int]], aapne: Sequence[int]) -> Markup:
    """Arcs from letters to their answers, beside a table with rows of one height.

    rekkefoelge: entry numbers from the top. svar: (letter, answer); pairs with an end outside the page are left out.
    aapne: letters without an answer, marked with a stub.
    """
    y = {nr: plass * _RAD + _RAD // 2 for plass, nr in enumerate(rekkefoelge)}
    x0 = _BREDDE - 5
    tegnet: list[tuple[int, int]] = []
    deler = []
    for brev, svaret in svar:
        if brev not in y or svaret not in y:
            continue
        topp, bunn = sorted((y[brev], y[svaret]))
        dybde = 8 + _SPOR * sum(1 for t, b in tegnet if not (bunn < t or b < topp))
        tegnet.append((topp, bunn))
        x = x0 - min(dybde, x0 - 3)
        ned = 5 if y[brev] > y[svaret] else -5
        deler.append(
            _BUE.format(x0=x0, xi=x + 5, x=x, ys=y[svaret], yb=y[brev], ysk=y[svaret] + ned, ybk=y[brev] - ned)
        )
    deler += [_AAPEN.format(x=x0 - 14, xs=x0 - 3, x0=x0, y=y[nr]) for nr in aapne if nr in y]
    return _RAMME.format(b=_BREDDE, h=len(rekkefoelge) * _RAD, innhold=Markup("").join(deler)) if deler else Markup("")
