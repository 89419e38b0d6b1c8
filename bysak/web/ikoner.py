"""Bysak's own icons on a 16-grid, stroke 1.5, and the sprite made from them.

The sprite is a static file that browsers cache, so that a page carries only `<use>` references.
`python -m bysak.web.ikoner` writes it anew after a change here; a test checks that the two agree.
"""

from pathlib import Path

ARK = Path(__file__).parent / "static" / "ikoner.svg"
_SIRKEL = "M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5Z"
IKONER: dict[str, str] = {
    "sok": "M7 2.25a4.75 4.75 0 1 1 0 9.5 4.75 4.75 0 0 1 0-9.5ZM10.5 10.5 14.25 14.25",
    "epost": "M1.75 3.25h12.5v9.5H1.75zM1.75 4 8 9l6.25-5",
    "svarinn": "M1.75 9v4.75h12.5V9M1.75 9h3.5l1 2h3.5l1-2h3.5M8 1.25v6M5.5 5 8 7.5 10.5 5",
    "skjema": "M3 1.75h10v12.5H3zM5.5 5h5M5.5 8h5M5.5 11H8",
    "papir": "M3.25 1.75h6.5l3 3v9.5h-9.5zM9.5 1.75V5h3.25",
    "vedlegg": "M12.9 7.3 7.6 12.6a2.9 2.9 0 0 1-4.1-4.1l5.7-5.7a2 2 0 0 1 2.8 2.8L6.4 11.2a1 1 0 0 1-1.4-1.4l4.9-4.9",
    "las": "M3 7h10v7.25H3zM5 7V4.75a3 3 0 0 1 6 0V7M8 9.75v1.75",
    "lasopp": "M3 7h10v7.25H3zM5 7V4.75a3 3 0 0 1 5.8-1M8 9.75v1.75",
    "mappe": "M1.75 13.25V2.75H6.5l1.5 2h6.25v8.5z",
    "dok": "M3.25 1.75h6.5l3 3v9.5h-9.5zM9.5 1.75V5h3.25M5.75 8h4.5M5.75 11h4.5",
    "inn": "M12.5 3.5 4 12M4 5.5V12h6.5",
    "ut": "M3.5 12.5 12 4M5.5 4H12v6.5",
    "hake": "M2.5 8.5 6 12l7.5-8",
    "kryss": "M3.5 3.5l9 9M12.5 3.5l-9 9",
    "ned": "M3.5 6 8 10.5 12.5 6",
    "opp": "M3.5 10 8 5.5l4.5 4.5",
    "hoyre": "M6 3.5 10.5 8 6 12.5",
    "venstre": "M10 3.5 5.5 8l4.5 4.5",
    "frem": "M2 8h11.5M9 3.5 13.5 8 9 12.5",
    "pluss": "M8 2.5v11M2.5 8h11",
    "minus": "M2.5 8h11",
    "vri": "M13.25 5.5H6.5a3.75 3.75 0 0 0 0 7.5H11M10 2.25l3.25 3.25L10 8.75",
    "hele": "M2 5.5V2h3.5M10.5 2H14v3.5M14 10.5V14h-3.5M5.5 14H2v-3.5",
    "varsel": "M8 1.9 14.6 13.75H1.4zM8 6.25v3.5M8 11.25v1.1",
    "stopp": "M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4zM8 4.5v4.25M8 10.4v1.1",
    "info": _SIRKEL + "M8 7.1v4.4M8 4.4v1.1",
    "ok": _SIRKEL + "M5 8.25 7.2 10.5 11.2 6",
    "klokke": _SIRKEL + "M8 4.25V8l2.6 1.9",
    "person": "M8 8.25a3.1 3.1 0 1 0 0-6.25 3.1 3.1 0 0 0 0 6.25ZM2.4 14.25c.4-2.9 2.7-4.25 5.6-4.25s5.2 1.35 5.6 4.25",
    "gruppe": (
        "M6 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 6 8ZM1.4 13.5c.3-2.5 2.2-3.7 4.6-3.7s4.3 1.2 4.6 3.7"
        "M10.2 3a2.6 2.6 0 0 1 0 4.9M12 10c1.5.5 2.4 1.7 2.6 3.5"
    ),
    "bydel": "M2.75 14.25V4.5L8 1.75l5.25 2.75v9.75M1 14.25h14M6.6 14.25v-3h2.8v3M5.5 7.25h1M9.5 7.25h1",
    "kalender": "M2 3.25h12v11H2zM2 6.75h12M5 1.5v3M11 1.5v3",
    "graf": "M1.75 1.75v12.5h12.5M4.5 10.75 7.5 7l2.5 2 4-5",
    "hjul": _SIRKEL + "M8 1.75v12.5M1.75 8h12.5M3.6 3.6l8.8 8.8M12.4 3.6l-8.8 8.8",
    "eske": "M1.75 2.25h12.5v3.5H1.75zM3 5.75v8h10v-8M6 8.5h4",
    "lastned": "M8 1.75v8.25M4.5 6.75 8 10.25l3.5-3.5M2 13.75h12",
    "skriv": "M4 5.5V1.75h8V5.5M4 11.25H1.75V5.5h12.5v5.75H12M4 9.25h8v5H4z",
    "filter": "M1.75 3.5h12.5M4 8h8M6.25 12.5h3.5",
    "mer": "M2 8h2M7 8h2M12 8h2M2 7.5h2M7 7.5h2M12 7.5h2",
    "oye": (
        "M1.2 8S3.6 3.5 8 3.5 14.8 8 14.8 8 12.4 12.5 8 12.5 1.2 8 1.2 8Z"
        "M8 6.1a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8Z"
    ),
    "oyeav": "M1.2 8S3.6 3.5 8 3.5 14.8 8 14.8 8 12.4 12.5 8 12.5 1.2 8 1.2 8ZM2.5 13.5l11-11",
    "rediger": "M2 14h3l8.75-8.75-3-3L2 11zM9.25 3.75l3 3",
    "lenke": "M6.5 9.5 9.5 6.5M7 4.5l1.6-1.6a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.6 1.6a3.2 3.2 0 0 1-4.5-4.5L4.5 7",
    "angre": "M2.75 6.5H9.5a3.75 3.75 0 0 1 0 7.5H5M6 3.25l-3.25 3.25L6 9.75",
    "hjelp": _SIRKEL + "M6 6.2c.1-1.2.9-1.9 2-1.9s2 .7 2 1.8c0 1.4-2 1.6-2 3.1M8 10.7v1.1",
    "megafon": "M2 6v4h2.5l7.75 3.5v-11L4.5 6zM5.5 10.5l1 3.75M14.25 6.75v2.5",
    "tannhjul": (
        "M1.75 4.5h6M12.25 4.5h2M1.75 11.5h2M8.25 11.5h6M10 2.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z"
        "M6 9.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z"
    ),
    "kurv": "M1.5 6h13l-1.4 8H2.9zM5 6l2-4M11 6 9 2M6 8.75v2.5M10 8.75v2.5",
    "flagg": "M3 14.75V1.75M3 2.5h9.75L10.5 6l2.25 3.5H3",
    "kopier": "M5.25 5.25h9v9h-9zM10.75 5.25v-3.5h-9v9h3.5",
    "tastatur": "M1.25 3.75h13.5v8.5H1.25zM4 6.5h.5M7.75 6.5h.5M11.5 6.5h.5M5 9.75h6",
    "historikk": "M2.2 6A6.2 6.2 0 1 1 1.8 8.5M1.75 2.75V6.25h3.5M8 4.75V8.25l2.5 1.6",
    "send": "M1.75 2.5 14.5 8 1.75 13.5 4 8zM4 8h6",
    "hus": "M2 7.25 8 2l6 5.25v7h-4.25v-4.5h-3.5v4.5H2z",
    "skjold": "M8 1.5 13.75 3.5V8c0 3.3-2.4 5.4-5.75 6.5C4.65 13.4 2.25 11.3 2.25 8V3.5zM5.25 8 7.3 10 10.9 6",
    "nokkel": "M5 6.25a3.25 3.25 0 1 1 0 6.5 3.25 3.25 0 0 1 0-6.5ZM7.4 7.2l6-5.2M11 4.2l2 2.2",
    "bjelle": "M3.5 11.75V7a4.5 4.5 0 0 1 9 0v4.75M2 11.75h12M6.5 14.25h3",
    "rutenett": "M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z",
    "sorter": "M5 2.5v11M2 10.5l3 3 3-3M11 13.5v-11M8 5.5l3-3 3 3",
    "zoom": "M7 2.25a4.75 4.75 0 1 1 0 9.5 4.75 4.75 0 0 1 0-9.5ZM10.5 10.5 14.25 14.25M7 5v4M5 7h4",
    "splitt": "M1.75 2.25h12.5v11.5H1.75zM8 2.25v11.5",
    "gnist": "M8 1.5 9.6 6.4 14.5 8 9.6 9.6 8 14.5 6.4 9.6 1.5 8 6.4 6.4z",
}


def ikonark() -> str:
    """The sprite: one `<symbol id="i-navn">` per icon, coloured by whoever uses it."""
    symboler = (
        f'<symbol id="i-{navn}" viewBox="0 0 16 16"><path d="{sti}"/></symbol>' for navn, sti in sorted(IKONER.items())
    )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symboler) + "\n</svg>\n"


if __name__ == "__main__":
    ARK.write_text(ikonark(), encoding="utf-8")
