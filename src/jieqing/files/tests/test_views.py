"""A download is saved by the browser and interpreted by nobody; an upload never touches the disk unsealed."""

import tempfile
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from jieqing.files import service as files
from jieqing.files import uploads, views
from jieqing.files.providers.local_folder import LocalFolder
from jieqing.files.tests import samples
from jieqing.files.tests.cast import CLAIM, DING, JIA
from jieqing.kit.actor import ANYONE, Actor
from jieqing.kit.refusal import Refusal

pytestmark = pytest.mark.django_db


def _ask(actor: Actor, file_id: object, purpose: str = "own_claim") -> HttpResponse | StreamingHttpResponse:
    request = RequestFactory().get(f"/files/{file_id}", {"purpose": purpose})
    request.actor = actor  # type: ignore[attr-defined]
    return views.download(request, file_id)


def test_a_download_is_always_an_attachment_that_no_browser_interprets(folder: LocalFolder) -> None:
    row = files.put(JIA, CLAIM, samples.png(), filename='借条"\r\nX-Evil: 1.png')
    answer = _ask(JIA, row.id)
    assert b"".join(answer.streaming_content) == samples.png()
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert "\n" not in disposition
    assert "X-Evil" not in answer.headers
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Length"] == str(len(samples.png()))


def test_ding_gets_the_same_404_for_jias_file_as_for_none(folder: LocalFolder) -> None:
    row = files.put(JIA, CLAIM, samples.png(), filename="x.png")
    answers = []
    for file_id in (row.id, uuid4()):
        with pytest.raises(Refusal) as refused:
            _ask(DING, file_id)
        answers.append((refused.value.status, refused.value.code, refused.value.message))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_a_stranger_is_sent_to_sign_in(folder: LocalFolder) -> None:
    assert _ask(ANYONE, uuid4()).status_code == 302


def test_an_unknown_purpose_is_refused_not_broken(folder: LocalFolder) -> None:
    row = files.put(JIA, CLAIM, samples.png(), filename="x.png")
    with pytest.raises(Refusal) as refused:
        _ask(JIA, row.id, "curiosity")
    assert refused.value.field == "purpose"


@pytest.fixture
def receive(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., HttpRequest]:
    """Parses a form with files as a request does; any file made on the disk meanwhile fails the test."""
    settings.FILE_UPLOAD_HANDLERS = ["jieqing.files.uploads.InMemory"]

    def none_on_disk(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("an upload went to the disk")

    def parse(*contents: bytes) -> HttpRequest:
        form = {f"file{n}": SimpleUploadedFile(f"{n}.txt", content) for n, content in enumerate(contents)}
        request = RequestFactory().post("/", form)
        with monkeypatch.context() as patched:
            patched.setattr(tempfile, "NamedTemporaryFile", none_on_disk)
            assert request.FILES is not None
        return request

    return parse


def test_uploads_stay_in_memory(receive: Callable[..., HttpRequest]) -> None:
    request = receive(b"small", b"x" * 6_000_000)
    assert [each.read()[:5] for each in request.FILES.values()] == [b"small", b"xxxxx"]
    assert [each.size for each in request.FILES.values()] == [5, 6_000_000]


def test_a_file_or_a_request_too_large_is_not_kept_and_refused_when_read(
    receive: Callable[..., HttpRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "REQUEST_BYTES", 10_000_000)
    monkeypatch.setattr(uploads, "LARGEST_BYTES", 6_000_000)
    request = receive(b"x" * 6_000_001, b"x" * 3_000_000, b"x" * 3_000_000)
    too_large, fine, too_many = request.FILES.values()
    assert len(fine.read()) == 3_000_000
    for refused_file in (too_large, too_many):
        with pytest.raises(Refusal) as refused:
            refused_file.read()
        assert refused_file.file.getbuffer().nbytes == 0, "not kept in memory, either"
        assert refused.value.code == "file_too_large"
