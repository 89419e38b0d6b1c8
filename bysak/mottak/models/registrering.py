"""Where an item was registered: in one entry as a rule, in several when it was split."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid
from bysak.mottak.models.innkomst import Innkomst


class Innkomstregistrering(Virksomhetseid):
    """An item, or a part of it, is in this entry. Written with the entry, and never changed."""

    innkomst = Innen(Innkomst, related_name="registreringer")
    registrering = Innen("arkivstruktur.Registrering", related_name="innkomstdeler")
    nummer = models.SmallIntegerField(default=1)
    # The attachments that came along, and whether the item as it came did.
    vedlegg = ArrayField(models.UUIDField(), default=list, blank=True)
    original = models.BooleanField(default=True)
    tid = models.DateTimeField(default=naa)

    class Meta:
        ordering = ("nummer",)
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "innkomst", "nummer"], name="innkomstregistrering_nummer"),
            models.UniqueConstraint(
                fields=["virksomhet", "innkomst", "registrering"], name="innkomstregistrering_en_gang"
            ),
        )

    def __str__(self) -> str:
        return f"{self.innkomst} → {self.registrering}"
