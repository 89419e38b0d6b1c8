"""Assessment, the findings that people have decided, and the published store that the public site reads.

Two worlds: the first four tables belong to the work and are guarded as everything else; the last three lie in schema
`offentlig` and hold only what may be public, screened before it was written.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from bysak.arkivstruktur.models import Registrering
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class Vurdering(Virksomhetseid):
    """The bydel's own assessment of one registrering (offl §§ 11, 12, 29): a code on the case is only a hint."""

    class Resultat(models.TextChoices):
        OFFENTLIG = "offentlig", "Offentlig"
        DELVIS = "delvis", "Delvis offentlig"
        UNNTATT = "unntatt", "Unntatt offentlighet"

    class Meirinnsyn(models.TextChoices):
        IKKE_AKTUELT = "", "Ikke aktuelt"
        JA = "ja", "Ja, gitt så langt det er mulig"
        NEI = "nei", "Nei"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = Innen(Registrering, related_name="vurderinger")
    resultat = models.CharField(max_length=10, choices=Resultat.choices)
    hjemmel = models.CharField(max_length=200, blank=True)
    # The whole line is left out of the journal; only for information under teieplikt (arkf § 15 andre ledd).
    hele_innfoerselen = models.BooleanField(default=False)
    meirinnsyn = models.CharField(max_length=3, choices=Meirinnsyn.choices, blank=True)
    begrunnelse = models.TextField(blank=True)
    vurdert_av = models.CharField(max_length=200)
    vurdert_av_id = models.UUIDField()
    vurdert_tid = models.DateTimeField()
    # Fingerprint of the title and parties that were assessed: another title needs another assessment.
    grunnlag = models.CharField(max_length=64)
    tilbake_tid = models.DateTimeField(null=True, blank=True)
    tilbake_grunn = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["virksomhet", "registrering"], name="vurdering_en"),)
        indexes = (
            models.Index(
                fields=["virksomhet", "registrering"],
                name="vurdering_tilbake",
                condition=models.Q(tilbake_tid__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.get_resultat_display()

    @property
    def gjelder(self) -> bool:
        """False while it is sent back to the bydel to be done again."""
        return self.tilbake_tid is None


class Avklaring(Virksomhetseid):
    """A finding of the gate that a person decided, with the reason. Only findings that a person may decide."""

    class Avgjoerelse(models.TextChoices):
        IKKE_NAVN = "ikke_navn", "Ikke et personnavn"
        KAN_VISES = "kan_vises", "Kan vises"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = Innen(Registrering, related_name="avklaringer")
    kode = models.CharField(max_length=40)
    # The word it is about, in small letters: «not a name» is remembered for the whole virksomhet.
    gjelder = models.CharField(max_length=200)
    avgjoerelse = models.CharField(max_length=20, choices=Avgjoerelse.choices)
    grunn = models.TextField()
    avklart_av = models.CharField(max_length=200)
    avklart_tid = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["virksomhet", "kode", "gjelder"], name="avklaring_ord"),)
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "registrering", "kode", "gjelder"], name="avklaring_en"),
        )

    def __str__(self) -> str:
        return f"{self.kode}: {self.avgjoerelse}"


class Journaldag(Virksomhetseid):
    """One journal day of one virksomhet as it was last published: by whom, how many lines, how many held."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    dato = models.DateField()
    foerst_publisert_tid = models.DateTimeField()
    publisert_tid = models.DateTimeField()
    publisert_av = models.CharField(max_length=200)
    antall = models.IntegerField(default=0)
    holdt = models.IntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["virksomhet", "dato"], name="journaldag_en"),)

    def __str__(self) -> str:
        return f"{self.dato}"


class Publisertlinje(Virksomhetseid):
    """Which public entry a registrering stands as, and what it looked like to the gate then.

    The link lives on this side of the wall, so that nothing public leads back to an internal id.
    """

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = Innen(Registrering, related_name="publiserte")
    innfoersel_id = models.UUIDField(unique=True)
    utgave = models.IntegerField(default=1)
    registrering_versjon = models.IntegerField()
    vurdert_tid = models.DateTimeField()
    sakstittel = models.CharField(max_length=500)
    publisert_tid = models.DateTimeField()
    trukket_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["virksomhet", "registrering"], name="publisertlinje_en"),)

    def __str__(self) -> str:
        return f"{self.innfoersel_id} v{self.utgave}"


class OffentligBydel(Virksomhetseid):
    """A virksomhet that publishes its journal, as the public knows it."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    kode = models.SlugField(max_length=40, unique=True)
    navn = models.CharField(max_length=120)
    kontakt_epost = models.EmailField(blank=True)
    kontakt_telefon = models.CharField(max_length=20, blank=True)
    siste_nr = models.IntegerField(default=0)
    siste_digest = models.CharField(max_length=64, blank=True)
    sist_publisert = models.DateTimeField(null=True)

    class Meta:
        db_table = 'offentlig"."bydel'
        ordering = ("navn",)

    def __str__(self) -> str:
        return self.navn


class OffentligDag(Virksomhetseid):
    """One publishing of one journal day, also when the day is empty; the links of the digest chain (`bevis`)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    virksomhet_kode = models.SlugField(max_length=40)
    virksomhet_navn = models.CharField(max_length=120)
    # Runs without holes per virksomhet: a missing publishing shows.
    nr = models.IntegerField()
    dato = models.DateField()
    publisert_tid = models.DateTimeField()
    antall = models.IntegerField()
    trukket = models.IntegerField(default=0)
    forrige_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = 'offentlig"."dag'
        indexes = (models.Index(fields=["virksomhet_kode", "dato"], name="offentlig_dag_dato"),)
        constraints = (models.UniqueConstraint(fields=["virksomhet", "nr"], name="offentlig_dag_nr"),)

    def __str__(self) -> str:
        return f"{self.virksomhet_kode} {self.dato} ({self.nr})"


class OffentligInnfoersel(Virksomhetseid):
    """One version of one line of the public journal: what offlf § 6 asks for, and nothing more.

    A version that was replaced or withdrawn keeps its id, dates and digest, and loses its content and salt: the chain
    can still be recomputed, and nothing can be guessed back.
    """

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    innfoersel_id = models.UUIDField()
    versjon = models.IntegerField(default=1)
    gjeldende = models.BooleanField(default=True)
    trukket_tid = models.DateTimeField(null=True)
    trukket_grunn = models.CharField(max_length=20, blank=True)
    trukket_nr = models.IntegerField(null=True)
    virksomhet_kode = models.SlugField(max_length=40)
    virksomhet_navn = models.CharField(max_length=120)
    saksaar = models.IntegerField(null=True)
    sakssekvensnummer = models.IntegerField(null=True)
    journalpostnummer = models.IntegerField(null=True)
    journalaar = models.IntegerField(null=True)
    journalsekvensnummer = models.IntegerField(null=True)
    type = models.CharField(max_length=1, blank=True)
    tittel = models.CharField(max_length=500, blank=True)
    sakstittel = models.CharField(max_length=500, blank=True)
    # [{"rolle": "Fra", "navn": …, "person": true}]; the flag marks natural persons (Noark 5.2.28-38).
    parter = models.JSONField(default=list)
    journaldato = models.DateField()
    dokumentets_dato = models.DateField(null=True)
    hjemmel = models.CharField(max_length=200, blank=True)
    omfang = models.CharField(max_length=6, blank=True)
    kontakt_epost = models.EmailField(blank=True)
    kontakt_telefon = models.CharField(max_length=20, blank=True)
    # The clock of the name rule runs from the first publication; a correction does not start it again.
    foerst_publisert = models.DateTimeField()
    publisert_tid = models.DateTimeField()
    publisering_nr = models.IntegerField()
    salt = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    ord_med_navn = SearchVectorField(null=True)
    ord_uten_navn = SearchVectorField(null=True)

    class Meta:
        db_table = 'offentlig"."innfoersel'
        indexes = (
            models.Index(fields=["virksomhet_kode", "journaldato"], name="offentlig_inn_dato"),
            models.Index(fields=["-journaldato", "-system_id"], name="offentlig_inn_nyeste"),
            models.Index(fields=["virksomhet_kode", "saksaar", "sakssekvensnummer"], name="offentlig_inn_sak"),
            models.Index(fields=["innfoersel_id"], name="offentlig_inn_id"),
            models.Index(fields=["virksomhet", "publisering_nr"], name="offentlig_inn_nr"),
            GinIndex(fields=["ord_med_navn"], name="offentlig_inn_med", fastupdate=False),
            GinIndex(fields=["ord_uten_navn"], name="offentlig_inn_uten", fastupdate=False),
        )
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "innfoersel_id", "versjon"], name="offentlig_inn_versjon"),
            models.UniqueConstraint(
                fields=["virksomhet", "innfoersel_id"],
                condition=models.Q(gjeldende=True),
                name="offentlig_inn_en_gjeldende",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dokumentnummer} v{self.versjon}"

    @property
    def saksnummer(self) -> str:
        """Year/sequence."""
        return f"{self.saksaar}/{self.sakssekvensnummer}"

    @property
    def dokumentnummer(self) -> str:
        """Case number and number within the case, as people write it."""
        return f"{self.saksnummer}-{self.journalpostnummer}"

    @property
    def loepenummer(self) -> str:
        """Journal sequence number/year."""
        return f"{self.journalsekvensnummer}/{self.journalaar}"

    @property
    def rettet(self) -> bool:
        """A corrected version: says so where it is shown (arkf § 11)."""
        return self.versjon > 1
