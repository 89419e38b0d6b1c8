"""What belongs to meetings alone: participants, and references between the documents of one meeting case."""

from django.db import models

from bysak.arkivstruktur.models.mappe import Mappe
from bysak.arkivstruktur.models.registrering import Registrering
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class Moetedeltaker(Virksomhetseid):
    """Who was at the meeting, and as what (M372, M373)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    mappe = Innen(Mappe, related_name="moetedeltakere")
    moetedeltaker_navn = models.CharField(max_length=200)
    moetedeltaker_funksjon = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.moetedeltaker_navn


class Moetereferanse(Virksomhetseid):
    """A link between two moeteregistreringer; read from both ends (M223, M224)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = Innen(Registrering, related_name="til_moeteregistrering")
    til_registrering = Innen(Registrering, related_name="fra_moeteregistrering")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "registrering", "til_registrering"], name="moetereferanse_en_gang"
            ),
        )

    def __str__(self) -> str:
        return str(self.til_registrering_id)
