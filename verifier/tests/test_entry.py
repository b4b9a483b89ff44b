"""The leaf of an entry, what opens it, and JSON with one spelling."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from jieqing_verify import Wrong, canonical
from jieqing_verify.entry import Leaf, Opening, commitment_digest, leaf

OWNER, CLAIM = "0192f0c1-0000-7000-8000-000000000001", "0192f0c1-0000-7000-8000-000000000002"
SALT = bytes(range(16))
BODY_SALT, BODY = bytes(32), b'{"amount_fen":100}'
FIELDS = {
    "id": "0192f0c1-0000-7000-8000-000000000003",
    "at": datetime(2026, 11, 22, 17, 5, 0, 123456, tzinfo=UTC),
    "event": "claims.claim_saved",
    "code": "",
    "clock": "host:synced",
    "device": "node-1a2b3c4d",
    "owner": OWNER,
    "actor": "user:17",
    "about": CLAIM,
    "salt": SALT,
    "commitment": commitment_digest(BODY_SALT, BODY),
    "sealed": bytes(32),
}


def opening() -> Opening:
    return Opening(SALT, OWNER, "user:17", CLAIM, BODY_SALT, BODY)


def test_a_leaf_is_canonical_json_of_exactly_these_fields():
    data = leaf(**FIELDS)
    value = canonical.parse(data)
    assert list(value) == ["about", "at", "clock", "code", "commitment", "device", "event", "id", "sealed", "v", "who"]
    assert (value["at"], value["v"], value["event"]) == ("2026-11-22T17:05:00.123456Z", 1, "claims.claim_saved")
    assert OWNER.encode() not in data and CLAIM.encode() not in data and b"user:17" not in data


def test_a_leaf_without_thing_and_body_holds_nulls():
    value = json.loads(leaf(**FIELDS | {"about": None, "commitment": None, "sealed": None}))
    assert (value["about"], value["commitment"], value["sealed"]) == (None, None, None)


def test_the_same_moment_gives_the_same_leaf_in_every_time_zone_and_without_microseconds():
    shanghai = FIELDS["at"].astimezone(timezone(timedelta(hours=8)))
    assert leaf(**FIELDS | {"at": shanghai}) == leaf(**FIELDS)
    assert b'T17:05:00.000000Z"' in leaf(**FIELDS | {"at": FIELDS["at"].replace(microsecond=0)})


def test_a_salt_has_16_bytes_and_an_id_is_a_uuid():
    for change in ({"salt": bytes(15)}, {"salt": b""}, {"id": "1"}):
        with pytest.raises(ValueError):
            leaf(**FIELDS | change)


def test_a_leaf_reads_back():
    read = Leaf.parse(leaf(**FIELDS))
    assert (read.at, read.id, read.event, read.device) == (
        FIELDS["at"], FIELDS["id"], "claims.claim_saved", "node-1a2b3c4d"
    )  # fmt: skip
    assert read.commitment == FIELDS["commitment"]


@pytest.mark.parametrize("field", ["event", "code", "clock", "device"])
def test_text_that_json_would_escape_is_not_written(field):
    for text in ('a"b', "a\\b", "a\nb", "结清", "a\x7f"):
        with pytest.raises(ValueError):
            leaf(**FIELDS | {field: text})


@pytest.mark.parametrize(
    "change",
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"v": 1'),
        (b'"v":1', b'"v":1,"w":1'),
        (b"2026-11-22T17", b"2026-13-22T17"),
        (b".123456Z", b".123Z"),
        (b'"event":"c', b'"event":"\\u0063'),
        (b"0192f0c1", b"0192F0C1"),
        (b'"sealed":"00', b'"sealed":"0'),
    ],
    ids=["version", "space", "field", "month", "fraction", "escape", "capitals", "short"],
)
def test_another_spelling_of_a_leaf_is_refused(change):
    data = leaf(**FIELDS)
    assert change[0] in data
    with pytest.raises(Wrong, match="not_leaf"):
        Leaf.parse(data.replace(*change))
    with pytest.raises(Wrong, match="not_leaf"):
        Leaf.parse(data + b"\n")


def test_an_opening_shows_who_whose_about_what_and_the_body():
    opening().verify(Leaf.parse(leaf(**FIELDS)))
    replace(opening(), body=None, body_salt=None).verify(Leaf.parse(leaf(**FIELDS)))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"actor": "user:18"}, "opening_who"),
        ({"owner": ""}, "opening_who"),
        ({"salt": bytes(16)}, "opening_who"),
        ({"about": None}, "opening_about"),
        ({"about": OWNER}, "opening_about"),
        ({"body": b'{"amount_fen":101}'}, "opening_body"),
        ({"body_salt": bytes(31) + b"\1"}, "opening_body"),
    ],
    ids=["actor", "owner", "salt", "nothing", "another", "body", "body-salt"],
)
def test_a_false_opening_is_refused(change, code):
    with pytest.raises(Wrong, match=code):
        replace(opening(), **change).verify(Leaf.parse(leaf(**FIELDS)))


def test_an_entry_about_nothing_is_not_opened_as_about_something_and_no_body_is_shown_where_none_was_committed():
    bare = Leaf.parse(leaf(**FIELDS | {"about": None, "commitment": None}))
    with pytest.raises(Wrong, match="opening_about"):
        opening().verify(bare)
    with pytest.raises(Wrong, match="opening_body"):
        replace(opening(), about=None).verify(bare)


def test_an_opening_reads_back_and_has_one_form():
    for one in (opening(), replace(opening(), body=None, body_salt=None, about=None, owner="")):
        assert Opening.parse(one.text()) == one
    value = canonical.parse(opening().text())
    for change in ({"about": ""}, {"owner": "x"}, {"salt": "00"}, {"more": 1}, {"body": {}}, {"actor": None}):
        with pytest.raises(Wrong, match="not_opening"):
            Opening.parse(canonical.dump(value | change))
    with pytest.raises(Wrong, match="not_opening"):
        Opening.parse(canonical.dump(value | {"body": value["body"] | {"more": 1}}))


def test_canonical_json_sorts_by_utf_16_and_escapes_as_rfc_8785_says():
    assert canonical.dump({"\ufb33": 1, "\U0001f600": 2, "\r": '\x0f\b/"\\€\x7f'}) == (
        '{"\\r":"\\u000f\\b/\\"\\\\€\x7f","\U0001f600":2,"\ufb33":1}'.encode()
    )


@pytest.mark.parametrize(
    "data",
    [b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{ "a":1}', b'"\\u0061"', b"-0", b"1 ", b"[1,]", b"1.0", b"1e2", b"NaN",
     b"9007199254740993", b"1" * 5000, b"[" * 100_000, b"[" * 60 + b"]" * 60, b'"\\ud800"', b"\xff", b""],
    ids=[f"case-{at}" for at in range(17)],
)  # fmt: skip
def test_json_that_could_be_read_in_two_ways_is_refused(data):
    with pytest.raises(Wrong):
        canonical.parse(data)


BOTTOMLESS = """
import sys
from jieqing_verify import canonical, Wrong
sys.setrecursionlimit(10**6)  # as a library beside may have done
for data in (b"[" * 100_000, b'{"a":' * 100_000, b'["\\\\",' * 100_000, b'[' * 99_000 + b'"' + b"]" * 99_000):
    try:
        canonical.parse(data)
    except Wrong as wrong:
        print(wrong.code)
"""


def test_brackets_without_end_are_refused_whatever_the_recursion_limit():
    """In a process of its own: a reader that went down would end it with a segmentation fault."""
    done = subprocess.run([sys.executable, "-c", BOTTOMLESS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["not_json"] * 4)


def test_brackets_in_strings_are_no_nesting():
    assert canonical.parse(b'["' + b"[" * 5000 + b'\\"","[{"]') == ["[" * 5000 + '"', "[{"]
    for odd in (b'"', b'"\\', b'"\\"', b"[" + b'"\\"' * 300_000):
        with pytest.raises(Wrong):
            canonical.parse(odd)


def test_what_has_no_one_spelling_is_not_written():
    for value in (1.0, b"x", 1 << 53, "\ud800", {"\ud800": 1}, {1: 2}):
        with pytest.raises((TypeError, ValueError, AttributeError)):
            canonical.dump(value)


def test_salts_keep_entries_of_the_same_person_apart():
    one, two = (Leaf.parse(leaf(**FIELDS | {"salt": os.urandom(16)})) for _ in range(2))
    assert one.who != two.who and one.about != two.about
