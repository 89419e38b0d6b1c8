"""Background jobs of the interface: telling those who subscribe.

LESMEG: no queueing lock, see `mottak.jobber`. Two at once are harmless: each subscription is sent to by one.
"""

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * * */5")
@app.task(name="api.send_hendelser", queue="varsel", pass_context=False)
def send_hendelser(timestamp: int) -> None:
    """Every five seconds: begin to send to each whose turn it is."""
    # Every process reads the names of the jobs; the interface itself is for those who run it.
    from bysak.api.hendelser.utlevering import lever_forfalte

    lever_forfalte()
