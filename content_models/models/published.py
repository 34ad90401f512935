"""Plain tables of what the public may read. Only `content_models.publishing` writes them."""

from django.db import models


class PublishedDocument(models.Model):
    """One edition of a document: complete JSON, readable from `visible_from` to `hidden_after`.

    A document is named by (key, locale). It has more than one edition only when something that it
    quotes expires at a known time: the later edition is stored beforehand, so that nothing has to
    run at that moment. Rows of one document never overlap in time.
    """

    key = models.UUIDField()
    locale = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=255, blank=True)
    path = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=255)
    parent_key = models.UUIDField(null=True)
    position = models.CharField(max_length=255, blank=True)
    audience = models.CharField(max_length=20, blank=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    visible_from = models.DateTimeField()
    hidden_after = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=32)
    body = models.BinaryField()
    card = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "locale", "visible_from"], name="one_edition_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="document_path"),
            models.Index(fields=["locale", "kind", "-published_at", "key"], name="document_list"),
            models.Index(fields=["parent_key", "locale", "position"], name="document_children"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.locale}"


class PublishedRelation(models.Model):
    """What a document can be filtered by: its topics, series, people and quiz."""

    document = models.ForeignKey(
        PublishedDocument, on_delete=models.CASCADE, related_name="relations"
    )
    name = models.CharField(max_length=10)
    target_key = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["name", "target_key"], name="relation_target")]

    def __str__(self) -> str:
        return f"{self.name} {self.target_key}"


class Dependency(models.Model):
    """Something whose change makes a document stale, whether it was quoted or only looked for.

    `target` is `key:<uuid>`, `children:<uuid>`, `siblings:<uuid>` or `image:<id>`.
    """

    key = models.UUIDField()
    locale = models.CharField(max_length=20)
    target = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["target"], name="dependency_target"),
            models.Index(fields=["key", "locale"], name="dependency_document"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.locale} needs {self.target}"


class PublishedTranslation(models.Model):
    """How far a page's translation had come when it was last published, and from which text."""

    key = models.UUIDField()
    locale = models.CharField(max_length=20)
    source_locale = models.CharField(max_length=20)
    text_digest = models.CharField(max_length=32)
    source_digest = models.CharField(max_length=32, blank=True)
    total = models.PositiveIntegerField()
    translated = models.PositiveIntegerField()
    machine = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "locale"], name="one_state_a_translation"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.locale} from {self.source_locale}"


class QuizVersion(models.Model):
    """How a quiz is scored, for ever: results of an old version stay what they were."""

    key = models.UUIDField()
    number = models.PositiveIntegerField()
    scoring = models.JSONField()
    scoring_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="one_version_a_number"),
        ]
        ordering = ["key", "number"]

    def __str__(self) -> str:
        return f"{self.key} version {self.number}"


class QuizText(models.Model):
    """The words of a quiz version in a locale; they change only while the version is current.

    `report` is kept apart, because it is shown by one endpoint only.
    """

    version = models.ForeignKey(QuizVersion, on_delete=models.CASCADE, related_name="texts")
    locale = models.CharField(max_length=20)
    text = models.JSONField()
    report = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "locale"], name="one_text_a_locale"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.locale}"


class Change(models.Model):
    """One line of the change log, written in the transaction of the change it tells of."""

    class Action(models.TextChoices):
        UPSERT = "upsert"
        REMOVE = "remove"

    at = models.DateTimeField()
    action = models.CharField(max_length=6, choices=Action)
    key = models.UUIDField()
    locale = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=32, blank=True)
    url = models.CharField(max_length=2100, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action} {self.key} {self.locale}"
