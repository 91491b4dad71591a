"""The plain file that checks a receipt: the arithmetic of RFC 8032, and that nothing slips through."""

import copy
import datetime as dt
import json
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings as house
from django.test import Client
from django.urls import reverse

from gongjian.audit import linking, operations, queries, signing
from gongjian.audit.models import Entry, Receipt
from gongjian.audit.offline import check_receipt as offline
from gongjian.kernel.refused import NotNow

from .conftest import AT, Note

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("key", "text", "signature"), VECTORS)
def test_the_vectors_of_the_rfc(key: str, text: str, signature: str) -> None:
    raw, said, made = bytes.fromhex(key), bytes.fromhex(text), bytes.fromhex(signature)
    assert offline.signed(raw, said, made)
    assert not offline.signed(raw, said + b"x", made)
    for place in (0, 31, 32, 63):
        wrong = bytearray(made)
        wrong[place] ^= 1
        assert not offline.signed(raw, said, bytes(wrong))
    higher = int.from_bytes(made[32:], "little") + offline.ORDER
    assert not offline.signed(raw, said, made[:32] + higher.to_bytes(32, "little"))  # one signature, one form


def test_it_agrees_with_the_kept_library_and_stumbles_over_nothing() -> None:
    for length in range(0, 40, 3):
        key, text = Ed25519PrivateKey.generate(), secrets.token_bytes(length)
        assert offline.signed(key.public_key().public_bytes_raw(), text, key.sign(text))
    for _n in range(60):
        assert not offline.signed(secrets.token_bytes(32), b"x", secrets.token_bytes(64))
    assert not offline.signed(b"", b"x", b"")


@pytest.fixture
def given(note: Note) -> Receipt:
    """A receipt in the middle of a sealed chain."""
    entries = [note(n, what="秘密", receipt="难题" if n == 3 else "") for n in range(1, 7)]
    linking.link_waiting()
    operations.seal(at=AT)
    note(7)
    linking.link_waiting()
    return entries[2].given


def codes(exported: dict[str, Any], key: str = "") -> int:
    return int(offline.check(exported, key)[1])


@pytest.mark.django_db
def test_a_receipt_is_checked_without_us(client: Client, given: Receipt, tmp_path: Path) -> None:
    page = client.get(reverse("audit:receipt", args=[given.code])).content.decode()
    address = reverse("audit:export-receipt", args=[given.code])
    assert address in page and reverse("audit:checker") in page
    answer = client.get(address)
    assert given.code in answer["Content-Disposition"]
    file, program = tmp_path / "r.json", tmp_path / "check_receipt.py"
    file.write_bytes(answer.content)
    program.write_bytes(b"".join(client.get(reverse("audit:checker"))))  # type: ignore[arg-type]
    run = [sys.executable, "-I", "-S", str(program), str(file), "--key", signing.public_key()]
    done = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path, env={"PYTHONUTF8": "1"}, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "结论：无误" in done.stdout and "第 3 号" in done.stdout
    file.write_text("{}")
    assert offline.main([str(file)]) == 2


@pytest.mark.django_db
def test_it_tells_nothing_of_others(given: Receipt) -> None:
    exported = queries.exported_receipt(given.code)
    assert len(exported["links"]) == 3
    said = json.dumps(exported, ensure_ascii=False)
    assert "林知行" not in said and "秘密" not in said
    assert said.count("tests.noted") == 1  # of the receipt's own entry alone


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "subject": lambda r: r["entry"].update(subject_id=99),
    "hour": lambda r: r["entry"].update(at_microseconds=0),
    "number": lambda r: r["entry"].update(seq=4),
    "authority": lambda r: r["entry"].update(authority="《假规定》"),
    "receipt's label": lambda r: r.update(label="别的难题"),
    "receipt's code": lambda r: r.update(code="0000-0000-0000-0000"),
    "receipt's hour": lambda r: r.update(at_microseconds=1),
    "seal's number": lambda r: r["seal"].update(number=2),
    "seal before": lambda r: r["seal"].update(prev_hash="a" * 64),
    "hash": lambda r: r["entry"].update(hash="f" * 64),
    "left out": lambda r: r["links"].pop(1),
    "put in": lambda r: r["links"].insert(1, "a" * 64),
    "reordered": lambda r: r["links"].reverse(),
    "seal's hash": lambda r: r["seal"].update(hash="f" * 64),
    "seal's hour": lambda r: r["seal"].update(at_microseconds=1),
    "signature": lambda r: r["seal"].update(signature="AAAA"),
    "no base64": lambda r: r["seal"].update(public_key="?"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_is_seen(given: Receipt, change: str) -> None:
    exported = queries.exported_receipt(given.code)
    assert codes(exported) == 4
    changed = copy.deepcopy(exported)
    CHANGES[change](changed)
    assert codes(changed) == 1


@pytest.mark.django_db
def test_a_chain_signed_by_another_key_is_seen_with_the_published_key(given: Receipt) -> None:
    exported = queries.exported_receipt(given.code)
    other = Ed25519PrivateKey.generate()
    forged = copy.deepcopy(exported)
    text = offline.seal_text(forged["seal"])
    forged["seal"].update(
        public_key=signing._public_text(other.public_key()),
        signature=signing.base64.b64encode(other.sign(text)).decode(),
    )
    assert codes(forged) == 4  # in itself it holds together
    assert codes(forged, signing.public_key()) == 1
    assert codes(exported, signing.public_key()) == 0


@pytest.mark.django_db
def test_before_the_seal_and_before_the_number_it_says_so(note: Note, left_unlinked: None) -> None:
    made = note(1, receipt="x").given
    with pytest.raises(NotNow):
        queries.exported_receipt(made.code)
    linking.link_waiting()
    assert codes(queries.exported_receipt(made.code)) == 3


@pytest.mark.django_db
def test_a_way_too_long_is_refused(given: Receipt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LONGEST_WAY", 2)
    with pytest.raises(NotNow):
        queries.exported_receipt(given.code)


@pytest.mark.django_db
def test_the_key_may_lie_apart(note: Note, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret half elsewhere: signing where it can be read, looking everywhere, and never a new one in its place."""
    monkeypatch.setattr(house, "KEYS_DIR", tmp_path / "keys")
    monkeypatch.setattr(house, "SEAL_KEY", tmp_path / "apart" / "seal")
    public = signing.public_key()
    assert (tmp_path / "apart" / "seal").exists() and not (tmp_path / "keys" / "ledger-seal").exists()
    note(1)
    linking.link_waiting()
    sealed = operations.seal(at=AT)
    assert sealed is not None and sealed.public_key == public
    (tmp_path / "apart" / "seal").unlink()
    assert signing.public_key() == public and queries.seal_is_sound(sealed)
    note(2)
    linking.link_waiting()
    with pytest.raises(FileNotFoundError):
        operations.seal(at=AT + dt.timedelta(days=1))
    assert Entry.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", [[], ["--key", ""], ["--key", "  "]])
def test_without_a_key_it_never_says_that_all_is_well(
    given: Receipt, tmp_path: Path, key: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "r.json"
    file.write_text(json.dumps(queries.exported_receipt(given.code)))
    assert offline.main([str(file), *key]) == 4
    said = capsys.readouterr().out
    assert "结论：无误" not in said and "还不能确认" in said
    assert offline.main([str(file), "--key", "another"]) == 1


def test_deep_nesting_cannot_be_read_and_is_not_called_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "r.json"
    file.write_text("[" * 100_000)
    assert offline.main([str(file)]) == 2
    file.write_text('{"a":' * 100_000 + "1" + "}" * 100_000)
    assert offline.main([str(file)]) == 2
    assert "读不懂" in capsys.readouterr().out
