"""How our connections to PostgreSQL are set up. See ``docs/decisions/statements-are-prepared-by-the-server.md``."""

from dj_database_url import DBConfig

PREPARE_AFTER = 5  # executions on one connection; the sixth prepares
# Our statements are short. To compile one costs 60 ms, to start a parallel worker 5 to 10, and a wrong guess of its rows is
# enough for PostgreSQL to do either.
SESSION = {"jit": "off", "max_parallel_workers_per_gather": "0"}


def tune(database: DBConfig, *, pooler: bool = False) -> None:
    """Add to a database of Django's ``DATABASES`` what ours share: parameters bound by the server, statements that come again prepared,
    and the session's parameters (``SESSION``). What its ``OPTIONS`` say already comes first.

    *pooler*: a pooler stands in front which gives each transaction another connection of the server (PgBouncer in transaction mode).
    Then nothing is left behind on a connection: no prepared statements, no cursors that outlive a statement, no start
    parameters (which PgBouncer refuses; ``SESSION`` is to be set in the database itself).
    """
    database["ENGINE"] = __name__
    options = database.setdefault("OPTIONS", {})
    options["server_side_binding"] = True
    options["prepare_threshold"] = None if pooler else PREPARE_AFTER
    if pooler:
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
        return
    session = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
    # Of two that name the same, PostgreSQL takes the last.
    options["options"] = f"{session} {options.get('options', '')}".strip()
