import json

import pytest
from click.testing import CliRunner
from django.db import connection

from gongjian.audit import append_only, linking
from gongjian.audit.commands import verify
from gongjian.audit.models import Verification

from .conftest import Note

pytestmark = pytest.mark.django_db


def test_a_sound_chain_ends_with_zero(note: Note) -> None:
    for n in range(1, 4):
        note(n)
    linking.link_waiting()
    done = CliRunner().invoke(verify, ["--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["entries"] == 3
    assert "台账完好" in done.stderr
    assert Verification.objects.get().sound


def test_a_broken_chain_ends_with_one_and_names_the_place(note: Note) -> None:
    for n in range(1, 4):
        note(n)
    linking.link_waiting()
    append_only.lower_walls(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET subject_id = 99 WHERE seq = 2")
    done = CliRunner().invoke(verify)
    assert done.exit_code == 1
    assert "第 2 号记录被改动" in done.stderr
    kept = Verification.objects.get()
    assert not kept.sound and kept.findings[0]["seq"] == 2
