"""The service that is promised, and how it was kept: levels by version, one measurement for each item, alarms."""

from django.db import models

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Felles, Innen, Virksomhetseid, ny_id
from bysak.mottak.models.innkomst import Innkomst, Kanal


class Teller(models.TextChoices):
    """Which of the three times is held against the due time."""

    SISTE = "siste", "Det siste av de tre"
    REGISTRERT = "registrert", "Registrert"
    JOURNALFOERT = "journalfoert", "Journalført"
    FORDELT = "fordelt", "Fordelt"


class Servicenivaa(Felles):
    """One version of the service levels, for all bydeler. Never changed: a change is a new version from a date."""

    nummer = models.SmallIntegerField(primary_key=True)
    gjelder_fra = models.DateField(unique=True)
    skjaering = models.TimeField()
    slutt = models.TimeField()
    kjernetid_fra = models.TimeField()
    kjernetid_til = models.TimeField()
    publisering = models.TimeField()
    teller = models.CharField(max_length=12, choices=Teller.choices, default=Teller.SISTE)
    # Each: {"navn", "slutt", and "dag" as MM-DD or "foer" as the name of a holiday}.
    korte_dager = models.JSONField(default=list)
    # Free days beside the public holidays, as ISO dates.
    stengte_dager = models.JSONField(default=list)
    # Reason for a miss -> who owns it: byarkivet, bydel, leverandoer, avsender or holder (oppdragskart D2).
    ansvar = models.JSONField(default=dict)
    # Channel -> {"timer", "ventet", "start"}: when silence is an alarm; see `stille`.
    stille = models.JSONField(default=dict)
    grunn = models.TextField(blank=True)
    laget_av = models.CharField(max_length=200)
    laget_tid = models.DateTimeField(default=naa)

    class Meta:
        ordering = ("gjelder_fra",)

    def __str__(self) -> str:
        return str(self.nummer)


class Bydelsdag(Virksomhetseid):
    """A day when one bydel closes early, or all day. The one part of the clock that a bydel sets (oppdragskart H2)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    dato = models.DateField()
    # None: closed all day.
    slutt = models.TimeField(null=True, blank=True)
    grunn = models.CharField(max_length=200)
    laget_av = models.CharField(max_length=200)
    laget_tid = models.DateTimeField(default=naa)

    class Meta:
        ordering = ("dato",)
        constraints = (models.UniqueConstraint(fields=["virksomhet", "dato"], name="bydelsdag_en_gang"),)

    def __str__(self) -> str:
        return f"{self.dato:%d.%m.%Y}"


class Aarsak(models.TextChoices):
    """Why an item was late. What is not explained yet is the empty string."""

    RUTET_SENT = "rutet_sent", "Kom for sent fra en annen virksomhet"
    KANAL_NEDE = "kanal_nede", "Kanalen var nede"
    ULESELIG = "uleselig", "Kunne ikke leses"
    GJENAAPNET = "gjenaapnet", "Ble åpnet igjen etter fristen"
    AVKLARING = "avklaring", "Ventet på avklaring i bydelen"
    KAPASITET = "kapasitet", "For få folk på jobb"
    UTSTYR = "utstyr", "Utstyr eller skanner virket ikke"
    LEVERANDOER = "leverandoer", "Feil hos leverandør"
    ANNET = "annet", "Annet (forklar i merknaden)"


class Eier(models.TextChoices):
    """Who answers for a miss."""

    BYARKIVET = "byarkivet", "Byarkivet"
    BYDEL = "bydel", "Bydelen"
    LEVERANDOER = "leverandoer", "Leverandør"


class Maaling(Virksomhetseid):
    """One registered item against its promise: the last of the three times, or as its level says (SLA-1).

    A narrow copy, so that a month of all bydeler is one short scan; `etterregning` makes it again from the raw times.
    """

    id = models.BigAutoField(primary_key=True)
    innkomst = Innen(Innkomst, related_name="maalinger")
    kanal = models.CharField(max_length=10, choices=Kanal.choices)
    # Date of receipt in Oslo.
    dag = models.DateField()
    mottatt_tid = models.DateTimeField()
    frist = models.DateTimeField()
    fristregel = models.CharField(max_length=20)
    registrert_tid = models.DateTimeField()
    journalfoert_tid = models.DateTimeField()
    fordelt_tid = models.DateTimeField()
    # Working time from receipt to the one of the three that counts, in seconds.
    arbeidstid = models.IntegerField()
    i_tide = models.BooleanField()
    aarsak = models.CharField(max_length=20, choices=Aarsak.choices, blank=True)
    eier = models.CharField(max_length=20, choices=Eier.choices, blank=True)
    # The virksomhet behind the owner, when it is one.
    eiers_virksomhet = models.ForeignKey(
        "organisasjon.Virksomhet", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    merknad = models.TextField(blank=True)
    forklart_av = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "innkomst"], name="maaling_en_gang"),
            models.CheckConstraint(
                name="brudd_har_eier",
                condition=models.Q(i_tide=True, eier="") | models.Q(i_tide=False) & ~models.Q(eier=""),
            ),
        )
        indexes = (
            # All that the figures are made of, so that a month is read from the index alone.
            models.Index(fields=["dag"], include=["virksomhet", "kanal", "arbeidstid", "i_tide"], name="maaling_dag"),
            models.Index(fields=["virksomhet", "-dag"], name="maaling_brudd", condition=models.Q(i_tide=False)),
        )

    def __str__(self) -> str:
        return f"{self.dag:%d.%m.%Y} {self.kanal}"


class Kanalalarm(Virksomhetseid):
    """A channel that is silent, or whose two sides differ for a day. Closed by the job when it is no longer so."""

    class Slag(models.TextChoices):
        STILLE = "stille", "Kanalen er stille"
        AVVIK = "avvik", "Sidene er ulike"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    slag = models.CharField(max_length=10, choices=Slag.choices)
    kanal = models.CharField(max_length=10, choices=Kanal.choices)
    # The source and the day of a difference.
    kilde = models.CharField(max_length=100, blank=True)
    dag = models.DateField(null=True, blank=True)
    # Of a silence: when something last came.
    sist_tid = models.DateTimeField(null=True, blank=True)
    levert = models.IntegerField(default=0)
    her = models.IntegerField(default=0)
    oppdaget_tid = models.DateTimeField(default=naa)
    slutt_tid = models.DateTimeField(null=True, blank=True)
    # Somebody knows, says why, and does not want to hear of it before this.
    kvittert_av = models.CharField(max_length=200, blank=True)
    kvittert_grunn = models.TextField(blank=True)
    kvittert_til = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-oppdaget_tid",)
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "slag", "kanal", "kilde", "dag"],
                condition=models.Q(slutt_tid=None),
                name="kanalalarm_en_gang",
                nulls_distinct=False,
            ),
        )
        indexes = (models.Index(fields=["virksomhet", "kanal", "oppdaget_tid"], name="kanalalarm_tid"),)

    def __str__(self) -> str:
        return f"{self.slag} {self.kanal}"
