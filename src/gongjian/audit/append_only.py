"""Walls in the database: an entry may be appended, linked once and forgotten once, nothing else; seals, receipts and outcomes of walks only appended.

The same rules for both databases. They stop mistakes and casual hands; whoever can take them down (an owner of the
database) is found out by the chain.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What never changes once written, whatever happens to an entry.
_KEPT = ("id", "content_hash", "verb", "subject_kind", "subject_id", "at", "written_at", "receipt")
# What only a forgetting may wipe.
_PERSONAL = ("salt", "content", "actor_person_id", "actor_name", "actor_title", "authority")
_LINKS = ("seq", "prev_hash", "hash")
TABLES = ("audit_entry", "audit_seal", "audit_receipt", "audit_verification")


def _same(columns: tuple[str, ...], same: str) -> str:
    return " AND ".join(f"NEW.{c} {same} OLD.{c}" for c in columns)


def _allowed(same: str) -> str:
    """The condition under which an update of an entry is a linking or a forgetting."""
    linking = f"(OLD.seq IS NULL AND NEW.seq IS NOT NULL AND {_same(_PERSONAL, same)})"
    forgetting = (
        "(OLD.content IS NOT NULL AND NEW.content IS NULL AND NEW.salt = '' AND NEW.actor_name = ''"
        f" AND NEW.actor_title = '' AND NEW.actor_person_id IS NULL AND {_same(('authority', *_LINKS), same)})"
    )
    return f"{_same(_KEPT, same)} AND ({linking} OR {forgetting})"


def _sqlite() -> list[str]:
    out = [
        f"""CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry WHEN NOT ({_allowed("IS")})
        BEGIN SELECT RAISE(ABORT, 'the ledger is only appended'); END"""
    ]
    for table in TABLES:
        out.append(
            f"""CREATE TRIGGER {table}_delete BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, 'the ledger is only appended'); END"""
        )
        if table != "audit_entry":
            out.append(
                f"""CREATE TRIGGER {table}_update BEFORE UPDATE ON {table}
                BEGIN SELECT RAISE(ABORT, 'the ledger is only appended'); END"""
            )
    return out


def _postgresql() -> list[str]:
    out = [
        """CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the ledger is only appended' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        f"""CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry FOR EACH ROW
        WHEN (NOT ({_allowed("IS NOT DISTINCT FROM")})) EXECUTE FUNCTION audit_refuse()""",
    ]
    for table in TABLES:
        out.append(
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
        )
        out.append(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )
        if table != "audit_entry":
            out.append(
                f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
            )
    return out


def raise_walls(connection: BaseDatabaseWrapper) -> None:
    """Put the walls up (migration; after a restore)."""
    with connection.cursor() as cursor:
        for statement in _postgresql() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def lower_walls(connection: BaseDatabaseWrapper) -> None:
    """Take the walls down. Only for tests that play the intruder or empty the tables, and for a restore."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for event in ("update", "delete", "truncate"):
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{event} ON {table}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{event}")


def migrate_up(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For ``RunPython``."""
    raise_walls(schema_editor.connection)


def migrate_down(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For ``RunPython``, backwards."""
    lower_walls(schema_editor.connection)
