"""The searchable texts. The index itself lies beside: FTS5 on SQLite, a tsvector with GIN on PostgreSQL (``backend``)."""

from django.db import models


class Document(models.Model):
    """One part of an object's text (long texts are cut into overlapping parts).

    The id is made of source, object and part, so that the index can be asked for one source in the order of objects.
    """

    id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["source", "object_id"], name="document_by_object")]

    def __str__(self) -> str:
        return f"{self.source}:{self.object_id}"


class Fts(models.Model):
    """The FTS5 table of SQLite, made by the migration there; absent on PostgreSQL."""

    rowid = models.BigIntegerField(primary_key=True)

    class Meta:
        managed = False
        db_table = "search_fts"
