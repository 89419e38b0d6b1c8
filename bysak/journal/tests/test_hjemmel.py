"""A hjemmel is complete or it is refused with a sentence that says what to write (offl § 31)."""

import pytest

from bysak.journal.hjemmel import REGISTER, Hjemmel, finn, gyldig, kanonisk, mangler


def _kjent(hjemmel: str) -> Hjemmel:
    funnet = finn(hjemmel)
    assert funnet is not None, hjemmel
    return funnet


PERSON = "Offl § 13 jf. fvl § 13 første ledd nr. 1"


@pytest.mark.krav("5.2.15")
@pytest.mark.parametrize("hjemmel", [h.kanonisk for h in REGISTER])
def test_alle_hjemler_i_registeret_er_gyldige_som_de_staar(hjemmel: str) -> None:
    assert gyldig(hjemmel)
    assert mangler(hjemmel) is None
    assert kanonisk(hjemmel) == hjemmel
    assert kanonisk(hjemmel.upper()) == hjemmel
    assert kanonisk(hjemmel.replace(" ", "\u00a0\u00a0")) == hjemmel


@pytest.mark.parametrize(
    ("skrevet", "lagret"),
    [
        ("offl. § 13, jf. fvl. § 13 1. ledd nr 1", PERSON),
        ("Offl §13 jfr fvl §13 første ledd nr.1", PERSON),
        ("Offentleglova § 13 første ledd, jf. forvaltningsloven § 13 første ledd nr. 1", PERSON),
        ("Offentlighetsloven § 13 jf. fvl § 13 (1) nr. 1.", PERSON),
        ("offl § 13 jf fvl § 13 første ledd nummer 2", "Offl § 13 jf. fvl § 13 første ledd nr. 2"),
        ("Offl. §14 (1)", "Offl § 14 første ledd"),
        ("Offl. § 14, 1. ledd", "Offl § 14 første ledd"),
        ("offl § 24 annet ledd", "Offl § 24 andre ledd"),
        ("Offl § 23 tredje ledd", "Offl § 23 tredje ledd"),
        ("Offl § 18.", "Offl § 18"),
        ("Offl § 24 tredje ledd bokstav b", "Offl § 24 tredje ledd bokstav b"),
        ("Offl § 20 nr 1 litra a", "Offl § 20 nr. 1 bokstav a"),
        ("offentlegforskrifta § 9 femte ledd", "Offlf § 9 femte ledd"),
        ("Offlf. § 9 5. ledd bokstav c", "Offlf § 9 femte ledd bokstav c"),
        ("offl § 13 jf. Barnevernsloven § 13‑1", "Offl § 13 jf. barnevernsloven § 13-1"),
        ("offl § 13 jf nav-loven § 7", "Offl § 13 jf. NAV-loven § 7"),
        ("offl § 13 jf. opplæringslova § 24-2", "Offl § 13 jf. opplæringslova § 24-2"),
        ("offl § 13 jf. barnehageloven § 44 første ledd", "Offl § 13 jf. barnehageloven § 44 første ledd"),
    ],
)
def test_en_hjemmel_kan_skrives_paa_mange_maater_men_lagres_paa_en(skrevet: str, lagret: str) -> None:
    assert kanonisk(skrevet) == lagret
    assert kanonisk(lagret) == lagret


@pytest.mark.parametrize(
    "hjemmel", ["offl § 13", "Offl. §13.", "Unntatt etter offl. § 13", "Offl § 13 første ledd", "offentleglova § 13"]
)
def test_offl_13_alene_avvises_fordi_bestemmelsen_om_taushetsplikt_mangler(hjemmel: str) -> None:
    assert not gyldig(hjemmel)
    assert "må følges av bestemmelsen om taushetsplikt" in str(mangler(hjemmel))


@pytest.mark.parametrize(
    ("hjemmel", "setning"),
    [
        ("", "Velg hjemmelen"),
        ("   ", "Velg hjemmelen"),
        ("Offl § 13 jf. fvl § 13", "ledd og nummer"),
        ("Offl § 13 jf. fvl § 13 første ledd", "ledd og nummer"),
        ("Offl § 13 jf. fvl § 13 første ledd nr. 3", "ledd og nummer"),
        ("Offl § 13 jf. barnevernsloven", "Skriv lov og paragraf"),
        ("Offl § 13 jf.", "må følges av"),
        ("Offl § 13 jf. offl § 14", "Skriv lov og paragraf"),
        ("Offl § 13 jf. barnevernsloven § 13-1 fordi det er leit", "Skriv lov og paragraf"),
        ("Offl § 14", "«Offl § 14 første ledd»"),
        ("Offl § 23 andre ledd", "«Offl § 23 første ledd» eller «Offl § 23 tredje ledd»"),
        ("Offl § 26", "«Offl § 26 første ledd», «Offl § 26 andre ledd»"),
        ("Offlf § 9", "«Offlf § 9 femte ledd»"),
        ("Offl § 99", "ikke kjent"),
        ("§ 13", "ikke kjent"),
        ("fordi", "ikke kjent"),
        ("Offl § 14 første ledd og litt til", "«Offl § 14 første ledd»"),
    ],
)
def test_en_ufullstendig_hjemmel_faar_en_setning_om_hva_som_skal_skrives(hjemmel: str, setning: str) -> None:
    assert not gyldig(hjemmel)
    assert setning in str(mangler(hjemmel))
    with pytest.raises(ValueError, match=r"\."):
        kanonisk(hjemmel)


@pytest.mark.krav("5.2.17")
def test_registeret_vet_hva_hver_hjemmel_krever() -> None:
    person, intern = _kjent(PERSON), _kjent("offl § 14 første ledd")
    assert (person.teieplikt, person.organintern, person.offlf9, person.omfang) == (True, False, False, "opplysninger")
    assert (intern.teieplikt, intern.organintern, intern.offlf9, intern.omfang) == (False, True, False, "dokument")
    assert {h.kanonisk for h in REGISTER if h.midlertidig} == {
        "Offl § 5 første ledd",
        "Offl § 5 andre ledd",
        "Offl § 23 tredje ledd",
    }
    assert all(h.aldri_paa_nett for h in REGISTER if h.teieplikt or h.offlf9)


def test_ukjent_lov_under_13_er_taushetsplikt() -> None:
    annen = _kjent("Offl § 13 jf. pasientskadeloven § 19")
    assert annen.teieplikt
    assert annen.hva == "Annen lovbestemt taushetsplikt"
    assert not annen.offlf9


@pytest.mark.parametrize(
    "kilde",
    [
        "barnevernsloven § 13-1",
        "barnevernloven § 6-7",
        "sosialtjenesteloven § 44",
        "vergemålsloven § 46",
        "psykisk helsevernloven § 1-5",
        "lov om barnevern § 1",
        "bvl. § 13-1",
    ],
)
def test_familie_og_sosialsaker_skal_aldri_paa_nett(kilde: str) -> None:
    assert _kjent(f"Offl § 13 jf. {kilde}").offlf9
