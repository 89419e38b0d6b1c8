"""Reads the arguments of the commands, and says in Norwegian what is wrong with them: argparse knows only English."""

import argparse
import re
from typing import NoReturn

_SETNINGER = (
    (r"the following arguments are required: (.+)", r"Dette mangler: \1."),
    (r"argument (.+?): expected (?:one argument|at least one argument|\d+ arguments)", r"\1 må ha en verdi etter seg."),
    (r"argument (.+?): not allowed with argument (.+)", r"Bruk enten \1 eller \2, ikke begge."),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1: «\2» er ikke et av valgene: \3."),
    (r"argument (.+?): invalid \S+ value: '(.*)'", r"\1: «\2» er ikke en gyldig verdi."),
    (r"unrecognized arguments: (.+)", r"Ukjent: \1."),
    (r"one of the arguments (.+) is required", r"En av disse må være med: \1."),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 kan være flere: \2."),
)


class Tolk(argparse.ArgumentParser):
    """As argparse's, in Norwegian."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in a sentence, and end with 2."""
        for moenster, setning in _SETNINGER:
            if treff := re.fullmatch(moenster, message, re.DOTALL):
                message = treff.expand(setning)
                break
        self.exit(2, f"{message} Se «{self.prog} --help».\n")
