"""The restore drill: a site with everything in it is backed up while it works, and stands again elsewhere.

A file for each source, so that one of the parallel processes makes its site once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongjian.config.backup.archive import make_key
from tests.process.conftest import fresh_database
from tests.serving import gongjian

from .test_kill import ask

FILL = """
import json
from django.core.files.uploadedfile import SimpleUploadedFile
from gongjian.config.backup.making import one_moment
from gongjian.files.operations import store
from gongjian.kernel import clock
from gongjian.matters.models import Matter
from gongjian.problems.operations import raise_problem
from gongjian.people.operations import make_token, set_contact
from tests.cast import build_cast
now = clock.now()
cast = build_cast(now)
for n in range(30):
    raise_problem(title=f"热水{n}", text="“没有”热水\\n😀", category="living", origin_id=cast.branch.pk, actor=cast.student,
                 at=now, anonymous=n % 3 == 0)
set_contact(person=cast.student_person, phone="13800001234", email="a@example.cn", actor=cast.student, at=now)
for n in range(3):
    store(owner_kind="matters.matter", owner_id=1, upload=SimpleUploadedFile(f"{n}.txt", b"words %d" % n),
          actor=cast.student, at=now)
make_token(account=cast.accounts["student"], label="x", days=30, actor=cast.student, at=now)
with one_moment() as alias:
    seen = Matter.objects.using(alias).count()
    raise_problem(title="其间提出", text="x", category="living", origin_id=cast.branch.pk, actor=cast.student, at=now)
    assert (Matter.objects.using(alias).count(), Matter.objects.count()) == (seen, seen + 1)
print("FILLED " + json.dumps(1))
"""

LOOK = """
import json
from gongjian.audit import verification
from gongjian.config.backup import tables
from gongjian.files.models import StoredFile
from gongjian.files.queries import open_content
from gongjian.kernel import clock
from gongjian.matters.models import Matter
from gongjian.problems.operations import raise_problem
from gongjian.org.queries import actor_for
from gongjian.people.models import Person
from gongjian.people.queries import masked_contact
from gongjian.search.queries import matching
every = tables.tables_at(tables.applied())
digests = {t.name: tables.digest_of(t).as_json() for t in every if t.name != "kernel_keydigest"}  # noted anew by a restore
person = Person.objects.get(number="S001")
print("SEEN " + json.dumps({
    "digests": digests,
    "findings": [str(f) for f in verification.walk(clock.now()).findings],
    "files": [open_content(f).read().decode() for f in StoredFile.objects.order_by("id")],
    "phone": masked_contact(person).phone,
    "found": sorted(matching("matters.matter", "热水")),
    "next": raise_problem(title="又一件", text="x", category="living", actor=actor_for(person.account, clock.now()),
                          origin_id=Matter.objects.get(pk=1).origin_id, at=clock.now()).matter.pk,
}))
"""


@dataclass
class Drill:
    """A site, and its backup."""

    folder: Path
    archive: Path
    key: Path
    seen: dict[str, Any]


@contextmanager
def made(vendor: str, folder: Path) -> Iterator[Drill]:
    """A site on this database, filled and backed up."""
    with fresh_database(vendor, folder) as url:
        ask(folder, url, FILL, "FILLED ")
        key = folder / "backup.key"
        secret, public = make_key()
        key.write_text(secret)
        made = gongjian(folder, "backup", "--with-keys", f"{folder}/", "--recipient", public, database_url=url)
        assert made.returncode == 0, made.stderr
        yield Drill(folder, next(folder.glob("*.tar.age")), key, ask(folder, url, LOOK, "SEEN "))


def check_stands_again(drill: Drill, target: str, folder: Path, *, tables: bool) -> None:
    """Restored elsewhere, row for row; *tables*: into a site that has its tables already."""
    with fresh_database(target, folder, tables=tables) as url:
        done = gongjian(
            folder, "restore", str(drill.archive), "--keep-sessions", "--identity", str(drill.key), database_url=url
        )
        assert done.returncode == 0, done.stderr
        seen = ask(folder, url, LOOK, "SEEN ")
        differing = [name for name, one in seen["digests"].items() if one != drill.seen["digests"][name]]
        assert differing == [], differing
        assert seen == drill.seen
        assert (seen["findings"], seen["phone"], seen["files"]) == (
            [],
            "138****1234",
            ["words 0", "words 1", "words 2"],
        )
        assert (len(seen["found"]), seen["next"]) == (30, 32)  # found by search; the next number is free
