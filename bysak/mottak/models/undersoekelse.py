"""What was found out about an item after it was read: viruses, the text of its files, and what makes it like others."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id
from bysak.mottak.models.innkomst import Innkomst


class Virusskann(Virksomhetseid):
    """One scan of all the files of an item, and what a person has decided about what it found."""

    class Resultat(models.TextChoices):
        """What the scanner said of the item as a whole."""

        REN = "ren", "Ingen funn"
        FUNN = "funn", "Virus funnet"
        USKANNBAR = "uskannbar", "Kan ikke skannes"

    class Avgjoerelse(models.TextChoices):
        """What a person has decided."""

        BEKREFTET = "bekreftet", "Bekreftet"
        FRIGITT = "frigitt", "Frigitt"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    innkomst = Innen(Innkomst, related_name="virusskann")
    tid = models.DateTimeField(default=naa)
    resultat = models.CharField(max_length=10, choices=Resultat.choices)
    # The scanner and its signature base, in its own words.
    base = models.CharField(max_length=200)
    # For each file: its name, and what was found or why it could not be looked into.
    funn = models.JSONField(default=list, blank=True)
    avgjoerelse = models.CharField(max_length=10, choices=Avgjoerelse.choices, blank=True)
    avgjort_av = models.CharField(max_length=200, blank=True)
    avgjort_grunn = models.TextField(blank=True)
    avgjort_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-tid",)

    def __str__(self) -> str:
        return f"{self.get_resultat_display()} {self.tid:%d.%m.%Y %H.%M}"


class Innkomsttekst(Virksomhetseid):
    """The text of an item's files, for search and suggestions before it is registered, and its signature (`likhet`)."""

    innkomst = models.OneToOneField(
        Innkomst, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="innholdstekst"
    )
    tekst = models.TextField(blank=True)
    signatur = ArrayField(models.BigIntegerField(), default=list)

    def __str__(self) -> str:
        return self.tekst[:40]


class Likhetsbaand(Virksomhetseid):
    """A part of a signature: items that have one in common may be alike, and are compared."""

    innkomst = Innen(Innkomst, related_name="baand", on_delete=models.CASCADE)
    baand = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["virksomhet", "baand"], name="likhetsbaand_treff"),)

    def __str__(self) -> str:
        return f"{self.baand:x}"
