"""Papers are kept sealed, come back for a purpose, and are nobody else's."""

import os
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from jieqing.evidence import log
from jieqing.files import service as files
from jieqing.files import tasks
from jieqing.files.models import StoredFile
from jieqing.files.providers.local_folder import LocalFolder
from jieqing.files.rules.catalogue import catalogue
from jieqing.files.store import Key
from jieqing.files.tests import samples
from jieqing.files.tests.cast import BING, CLAIM, DING, JIA, YI
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.vault import service as vault

pytestmark = pytest.mark.django_db
MARKER = "收货人沈无名字样独一无二"
PAPER = f"{MARKER}，欠货款三万元。\n".encode()
LATER = datetime.now(UTC) + timedelta(days=2)


def _attach(actor: Actor = JIA, data: bytes = PAPER, filename: str = f"{MARKER}.txt") -> StoredFile:
    return files.put(actor, CLAIM, data, filename=filename)


def _refused(call: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value


def test_gives_back_what_was_attached(folder: LocalFolder) -> None:
    row = _attach()
    assert files.get(JIA, row.id, "own_claim") == (f"{MARKER}.txt", "text/plain", PAPER)
    assert (row.size, row.content_type, len(bytes(row.sha256))) == (len(PAPER), "text/plain", 32)


def test_lists_names_masked_without_a_purpose_and_open_for_one(folder: LocalFolder) -> None:
    _attach()
    _attach(data=samples.png(), filename="送货单.png")
    masked = files.listing(JIA, CLAIM)
    assert [each.content_type for each in masked] == ["text/plain", "image/png"]
    assert MARKER not in masked[0].filename
    assert [each.filename for each in files.listing(JIA, CLAIM, "own_claim")] == [f"{MARKER}.txt", "送货单.png"]
    assert files.listing(JIA, uuid4()) == []


@pytest.mark.parametrize("stranger", [YI, BING, DING])
def test_another_tenants_attachment_is_as_if_it_were_not_there(folder: LocalFolder, stranger: Actor) -> None:
    row = _attach()
    absent = uuid4()
    for verb in (lambda which: files.get(stranger, which, "own_claim"), lambda which: files.remove(stranger, which)):
        foreign, missing = _refused(lambda: verb(row.id)), _refused(lambda: verb(absent))  # noqa: B023
        assert (foreign.code, foreign.status, foreign.message) == (missing.code, missing.status, missing.message)
        assert foreign.status == 404
    assert files.listing(stranger, CLAIM) == []
    with acting(stranger):
        assert StoredFile.objects.count() == 0
    assert files.get(JIA, row.id, "own_claim")[2] == PAPER


def test_nobody_writes_into_another_tenant(folder: LocalFolder) -> None:
    row = _attach()
    for change in (
        lambda: StoredFile.objects.filter(id=row.id).update(tenant_id=DING.tenant),
        lambda: StoredFile.objects.filter(id=row.id).update(size=1),
    ):
        with acting(DING):
            assert change() == 0
    row.pk, row.id = None, uuid4()
    with pytest.raises(ProgrammingError, match="row-level security"), acting(DING):
        row.save(force_insert=True)


def test_an_id_that_is_taken_says_nothing_to_another_tenant(folder: LocalFolder) -> None:
    """Ids are made here, so nobody can ask with one; the table would answer by its own key alone."""
    row = _attach()
    with acting(DING):
        assert not StoredFile.objects.filter(id=row.id).exists()
    constraint = "SELECT count(*) FROM pg_constraint WHERE conrelid = 'files_storedfile'::regclass AND contype = 'u'"
    with connection.cursor() as cursor:
        cursor.execute(constraint)
        assert cursor.fetchone() == (1,)


def test_without_a_tenant_there_are_no_rows(folder: LocalFolder) -> None:
    _attach()
    assert StoredFile.objects.count() == 0


def test_nothing_of_it_lies_open_in_store_or_table(folder: LocalFolder) -> None:
    row = _attach()
    kept = b"".join(p.read_bytes() + str(p).encode() for p in folder.folder.rglob("*") if p.is_file())
    with acting(JIA), connection.cursor() as cursor:
        cursor.execute("SELECT storedfile::text FROM files_storedfile storedfile")
        rows = str(cursor.fetchall())
    for form in (MARKER, MARKER.encode().hex(), PAPER.hex()):
        assert form not in rows
    assert MARKER.encode() not in kept
    assert str(row.id) in str(list(folder.folder.rglob("*")))


def test_leaves_an_entry_for_each_change_and_each_opening(folder: LocalFolder) -> None:
    row = _attach()
    files.get(JIA, row.id, "own_claim")
    files.remove(JIA, row.id)
    events = [entry.event for entry in reversed(log.entries(JIA, CLAIM))]
    assert events == ["files.file_stored", "vault.value_opened", "files.file_removed"]
    assert log.entries(DING, CLAIM) == []


def test_erasing_the_subject_makes_its_attachments_unreadable_for_good(folder: LocalFolder) -> None:
    row = _attach()
    vault.erase(JIA, CLAIM)
    assert _refused(lambda: files.get(JIA, row.id, "own_claim")).status == 410
    assert b"".join(folder.get(Key(row.tenant_id, row.id)))  # the bytes may lie on; nobody can read them


def test_a_purpose_that_the_role_lacks_opens_nothing(folder: LocalFolder) -> None:
    row = _attach(BING)
    assert _refused(lambda: files.get(BING, row.id, "own_claim")).status == 403


def test_removes_the_content_once_the_removal_is_committed(
    folder: LocalFolder, django_capture_on_commit_callbacks: Any
) -> None:
    row = _attach()
    with django_capture_on_commit_callbacks(execute=True):
        files.remove(JIA, row.id)
        assert list(folder.list()), "before the commit it must still be there"
    assert list(folder.list()) == []
    assert _refused(lambda: files.get(JIA, row.id, "own_claim")).code == "file_not_found"


def test_removes_all_of_a_subject_and_nothing_else(folder: LocalFolder) -> None:
    for _ in range(3):
        _attach()
    other = files.put(JIA, uuid4(), PAPER, filename="x.txt")
    assert files.remove_all(JIA, CLAIM) == 3
    assert files.listing(JIA, CLAIM) == []
    assert files.get(JIA, other.id, "own_claim")[2] == PAPER


def test_what_a_rollback_left_is_swept_and_nothing_else(folder: LocalFolder) -> None:
    kept, kept_too = _attach(), _attach(DING)
    with pytest.raises(RuntimeError), transaction.atomic():
        _attach()
        raise RuntimeError
    assert len(list(folder.list())) == 3
    assert files.sweep(datetime.now(UTC) - timedelta(hours=1)) == 0, "what is young may be on its way"
    assert files.sweep(LATER) == 1
    assert {each.key.id for each in folder.list()} == {kept.id, kept_too.id}
    assert files.get(DING, kept_too.id, "own_claim")[2] == PAPER


def test_an_object_that_was_exchanged_damaged_or_lost_is_never_given_out(folder: LocalFolder) -> None:
    first, second = _attach(), _attach(data=samples.pdf(), filename="x.pdf")
    paths = [folder.folder.joinpath(*Key(row.tenant_id, row.id).parts) for row in (first, second)]
    one, two = (path.read_bytes() for path in paths)
    paths[0].write_bytes(two)
    assert _refused(lambda: files.get(JIA, first.id, "own_claim")).code == "file_damaged"
    paths[0].write_bytes(one[:-1])
    assert _refused(lambda: files.get(JIA, first.id, "own_claim")).code == "file_damaged"
    paths[0].unlink()
    assert _refused(lambda: files.get(JIA, first.id, "own_claim")).code == "file_damaged"


def test_a_sealed_file_moved_to_another_row_does_not_open(folder: LocalFolder) -> None:
    """The key opens only what was sealed for this owner, subject and file."""
    first, second = _attach(), _attach()
    with acting(JIA):
        StoredFile.objects.filter(id=second.id).update(key_sealed=bytes(first.key_sealed))
    source, target = (folder.folder.joinpath(*Key(row.tenant_id, row.id).parts) for row in (first, second))
    target.write_bytes(source.read_bytes())
    assert _refused(lambda: files.get(JIA, second.id, "own_claim")).code == "file_damaged"


def test_refuses_more_than_a_claim_has_room_for(folder: LocalFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    book = catalogue()
    _attach()
    _attach()
    monkeypatch.setattr(files, "catalogue", lambda: replace(book, files_per_subject=2))
    assert _refused(_attach).code == "too_many_files"
    monkeypatch.setattr(files, "catalogue", lambda: replace(book, bytes_per_subject=3 * len(PAPER) - 1))
    assert _refused(_attach).code == "too_many_files"
    _attach(DING)


def test_a_refused_file_leaves_neither_row_nor_object(folder: LocalFolder) -> None:
    for data, name in ((b"", "x.txt"), (b"MZ" + bytes(90), "x.pdf"), (samples.png(), "x.pdf")):
        _refused(lambda: _attach(data=data, filename=name))  # noqa: B023
    assert files.listing(JIA, CLAIM) == []
    assert list(folder.list()) == []


def test_a_store_that_does_not_take_it_leaves_no_row(folder: LocalFolder) -> None:
    folder.folder.write_text("a file where the folder should be")
    assert _refused(_attach).code == "store_unavailable"
    with acting(JIA):
        assert StoredFile.objects.count() == 0


def test_the_table_takes_no_empty_file(folder: LocalFolder) -> None:
    row = _attach()
    with pytest.raises(IntegrityError), acting(JIA):
        StoredFile.objects.filter(id=row.id).update(size=0)


def test_keeps_a_large_recording_in_chunks(folder: LocalFolder) -> None:
    data = samples.wav()[:-4] + secrets.token_bytes(3_000_000)
    row = _attach(data=data, filename="通话.wav")
    assert files.get(JIA, row.id, "own_claim")[2] == data


def test_the_nightly_sweep_leaves_a_day_for_what_is_on_its_way(folder: LocalFolder) -> None:
    orphans = [Key(uuid4(), uuid4()) for _ in range(2)]
    for key in orphans:
        folder.put(key, [b"x"], 1)
    now = datetime.now(UTC)
    two_days_ago = (now - timedelta(days=2)).timestamp()
    os.utime(folder.folder.joinpath(*orphans[0].parts), (two_days_ago, two_days_ago))
    tasks.sweep(timestamp=int(now.timestamp()))
    assert [each.key for each in folder.list()] == [orphans[1]]
