"""Python's garbage collector in a process that serves pages."""

import gc


def legg_bort() -> None:
    """Leave what has been loaded alone from now on, and look for cycles in what comes after more seldom.

    All of Django is some hundred thousand objects. To walk them costs 40-80 ms in the middle of a page. Called once,
    when everything is loaded.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
