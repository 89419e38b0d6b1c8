"""Background jobs of logins.

LESMEG: no queueing lock, see `mottak.jobber`. Two at once are harmless: what is gone is gone.
"""

from procrastinate.contrib.django import app


@app.periodic(cron="17 * * * *")
@app.task(name="organisasjon.rydd_sesjoner", queue="varsel", pass_context=False)
def rydd_sesjoner(timestamp: int) -> None:
    """Every hour: logins that have run out, so that the table is no longer than those who are here."""
    # Every process reads the names of the jobs.
    from bysak.organisasjon.sesjoner import rydd

    rydd()
