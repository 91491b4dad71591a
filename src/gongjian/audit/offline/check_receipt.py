#!/usr/bin/env python3
"""离线核验一张回执：只需要 Python，不需要联网，也不需要共建软件本身。

    python3 check_receipt.py 回执.json [--key 学校公布的公钥]

它重新计算回执所指记录的摘要，沿着链走到最近一次封存，核对封存的数字签名（Ed25519），并用中文说出结果。
退出码：0 无误；1 有问题；2 文件读不懂；3 记录无误，但还没有封存；4 没有给出公钥，还不能确认。

One plain file: SHA-256 from the standard library, Ed25519 (RFC 8032) by hand. Verification holds no secret, so
nothing here needs to take constant time.
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import json
import sys

# --- Ed25519, verification only (RFC 8032, section 5.1) ---

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # a square root of -1


def _x_of(y, sign):
    """The x of a point from its y and the sign bit; None if there is no such point."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _add(a, b):
    """The sum of two points in extended coordinates."""
    m = (a[1] - a[0]) * (b[1] - b[0]) % P
    n = (a[1] + a[0]) * (b[1] + b[0]) % P
    o = 2 * a[3] * b[3] * D % P
    q = 2 * a[2] * b[2] % P
    e, f, g, h = n - m, q - o, q + o, n + m
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(number, point):
    """The point added to itself *number* times."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = _add(total, point)
        point = _add(point, point)
        number >>= 1
    return total


def _point(raw):
    """A point from its 32 bytes; None if they are none."""
    number = int.from_bytes(raw, "little")
    y, sign = number & (2**255 - 1), number >> 255
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


_BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (_x_of(_BASE_Y, 0), _BASE_Y, 1, _x_of(_BASE_Y, 0) * _BASE_Y % P)


def signed(public_key, text, signature):
    """Whether *signature* (64 bytes) over *text* was made with the key whose public half is *public_key* (32 bytes)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, point = _point(public_key), _point(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if key is None or point is None or number >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + text).digest()
    left = _times(number, BASE)
    right = _add(point, _times(int.from_bytes(digest, "little") % ORDER, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- the chain ---


def _digest(parts):
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def body_hash(entry):
    """The digest of what is kept for good of an entry."""
    names = ("id", "verb", "subject_kind", "subject_id", "at_microseconds", "content_hash", "authority", "receipt")
    return _digest([entry[name] for name in names])


def receipt_hash(receipt):
    """The digest of the receipt itself, which its entry carries."""
    entry = receipt["entry"]
    about = [entry["subject_kind"], entry["subject_id"]]
    return _digest([receipt["code"], *about, receipt["label"], receipt["at_microseconds"]])


def link_hash(seq, prev_hash, body):
    """The digest of an entry at its place in the chain."""
    return _digest([seq, prev_hash, body])


def seal_text(seal):
    """What a seal signs."""
    words = "gongjian-ledger-seal-2|{number}|{prev_hash}|{seq}|{hash}|{at_microseconds}"
    return words.format(**seal).encode("utf-8")


def _hour(microseconds):
    zone = datetime.timezone(datetime.timedelta(hours=8))
    return datetime.datetime.fromtimestamp(microseconds // 1000000, zone).strftime("%Y-%m-%d %H:%M:%S")


UNKNOWN_KEY = "结论：还不能确认。文件前后一致，但没有给出学校公布的公钥（--key），不能确认是学校封存的。"


def check(receipt, trusted_key=""):
    """Sentences with whether each is good, and the exit code."""
    said = []

    def say(good, sentence):
        said.append((good, sentence))
        return good

    entry = receipt["entry"]
    made = link_hash(entry["seq"], entry["prev_hash"], body_hash(entry))
    good = say(
        made == entry["hash"],
        "记录的摘要重新计算后相符：第 {} 号，{}。".format(entry["seq"], _hour(entry["at_microseconds"]))
        if made == entry["hash"]
        else "记录的摘要重新计算后不符：第 {} 号记录或这份文件被改动过。".format(entry["seq"]),
    )
    same = receipt_hash(receipt) == entry["receipt"]
    good = (
        say(
            same,
            "回执的编号和名称与记录所存的摘要相符。"
            if same
            else "回执的编号或名称与记录所存的摘要不符：它们被改动过。",
        )
        and good
    )
    seal = receipt.get("seal")
    if not seal:
        say(good, "这条记录还没有封存；封存每晚一次，请次日重新下载这份文件再核验。")
        return said, 3 if good else 1
    seq, last = entry["seq"], made
    for body in receipt["links"]:
        seq += 1
        last = link_hash(seq, last, body)
    reached = seq == seal["seq"] and last == seal["hash"]
    good = (
        say(
            reached,
            "沿链走过 {} 条记录，到达第 {} 号，与封存的摘要相符：这条记录在链中，其后没有被改动、删除或插入。".format(
                len(receipt["links"]), seal["seq"]
            )
            if reached
            else "沿链走到第 {} 号，与第 {} 号处封存的摘要不符：链被改动过。".format(seq, seal["seq"]),
        )
        and good
    )
    try:
        key, signature = base64.b64decode(seal["public_key"], validate=True), base64.b64decode(seal["signature"])
    except (binascii.Error, ValueError):
        key = signature = b""
    real = signed(key, seal_text(seal), signature)
    good = (
        say(
            real,
            "封存的数字签名有效：{} 封存。".format(_hour(seal["at_microseconds"])) if real else "封存的数字签名无效。",
        )
        and good
    )
    trusted_key = trusted_key.strip()
    if trusted_key:
        same = trusted_key == seal["public_key"]
        good = (
            say(
                same, "签名所用的公钥就是您给出的公钥。" if same else "签名所用的公钥不是您给出的公钥，这份文件不可信。"
            )
            and good
        )
    else:
        say(real, "签名所用的公钥是 {}，请与学校公布的公钥核对。".format(seal["public_key"]))
    if not good:
        return said, 1
    return said, 0 if trusted_key else 4


def main(arguments=None):
    """Read the file, say what is found, give the exit code."""
    parser = argparse.ArgumentParser(description="离线核验一张回执。")
    parser.add_argument("file", help="从回执页面下载的 JSON 文件")
    parser.add_argument("--key", default="", help="学校公布的封存公钥（base64）")
    given = parser.parse_args(arguments)
    try:
        with open(given.file, encoding="utf-8") as source:
            receipt = json.load(source)
        if receipt.get("format") != "gongjian-receipt" or receipt.get("version") != 2:
            raise ValueError("不是共建的回执文件")
        said, code = check(receipt, given.key)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        print("这份文件读不懂：{}".format(error))
        return 2
    print("回执 {}：{}".format(receipt.get("code", ""), receipt.get("label", "")))
    for good, sentence in said:
        print("{} {}".format("✓" if good else "✗", sentence))
    print(
        {
            0: "结论：无误。",
            1: "结论：有问题，请保存这份文件并向学校反映。",
            3: "结论：记录无误，尚未封存。",
            4: UNKNOWN_KEY,
        }[code]
    )
    return code


if __name__ == "__main__":
    sys.exit(main())
