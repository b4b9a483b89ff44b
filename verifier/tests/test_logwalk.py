"""A whole published log: sound where it is, and where it is not, the very file is named."""

import gzip
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from logs import AT_S, LOG, ORIGIN, POLICY, WITNESSES, entries_of, publish, write

from jieqing_verify import Wrong
from jieqing_verify.checkpoint import Checkpoint
from jieqing_verify.logwalk import Fault, main, walk, words
from jieqing_verify.merkle import EMPTY, Frontier, leaf_hash
from jieqing_verify.policy import Policy
from jieqing_verify.published import Folder, Web, source_of
from jieqing_verify.tiles import bundle_path, pack_bundle, root_within, unpack_bundle

SIZE = 65_536 + 2 * 256 + 44  # three levels: tiles 0/000 to 0/258, 1/000, 1/001 of 2, 2/000 of 1
DATA = Path(__file__).resolve().parents[3] / "shared/data/evidence"


@pytest.fixture(scope="module")
def great(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("great")
    publish(folder, entries_of(SIZE))
    return folder


class Changed:
    """Some files of a folder changed for the time of one test, and then put back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.before = folder, {}

    def put(self, name: str, data: bytes | None) -> None:
        path = self.folder / name
        self.before.setdefault(path, path.read_bytes() if path.exists() else None)
        if data is None:
            path.unlink()
        else:
            write(path, data)

    def flip(self, name: str, at: int = 40) -> None:
        data = bytearray((self.folder / name).read_bytes())
        data[at] ^= 1
        self.put(name, bytes(data))

    def faults(self) -> list[tuple[str, str]]:
        return [
            (fault.path, fault.code.removeprefix("log_file_")) for fault in walk(Folder(self.folder), POLICY).faults
        ]

    def undo(self) -> None:
        for path, data in self.before.items():
            path.unlink(missing_ok=True)
            if data is not None:
                path.write_bytes(data)


@pytest.fixture
def log(great: Path) -> Iterator[Changed]:
    changed = Changed(great)
    yield changed
    changed.undo()


@pytest.mark.parametrize("size", [0, 1, 2, 44, 255, 256, 257, 512, 700])
def test_a_sound_log_is_sound_at_every_size(tmp_path, size):
    head = publish(tmp_path, entries_of(size))
    found = walk(Folder(tmp_path), POLICY)
    assert found.is_sound and found.checkpoint == head and found.verdict.quorum_met and not found.ahead


def test_a_sound_log_of_three_levels_is_sound(great):
    found = walk(Folder(great), POLICY)
    assert found.is_sound and not found.ahead and found.checkpoint.size == SIZE


FILES = [
    "tile/0/000", "tile/0/137", "tile/0/255", "tile/0/257", "tile/0/258.p/44", "tile/1/000", "tile/1/001.p/2",
    "tile/2/000.p/1", "tile/entries/000", "tile/entries/137", "tile/entries/256", "tile/entries/258.p/44",
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_is_found_in_the_very_file(log, name):
    log.flip(name, at=20)
    assert log.faults() == [(name, "altered")]


SMALL = ["tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/188"]


@pytest.mark.parametrize("name", SMALL)
def test_a_missing_and_a_truncated_and_a_longer_file_are_named(tmp_path, name):
    publish(tmp_path, entries_of(700))
    log = Changed(tmp_path)
    data = (tmp_path / name).read_bytes()
    for changed, code in ((None, "missing"), (data[:-1], "malformed"), (data + b"\0", "malformed"), (b"", "malformed")):
        log.put(name, changed)
        assert log.faults() == [(name, code)]


@pytest.mark.parametrize("name", ["tile/0/137", "tile/1/000", "tile/2/000.p/1", "tile/entries/137"])
def test_a_missing_file_of_a_great_log_is_named(log, name):
    log.put(name, None)
    assert log.faults() == [(name, "missing")]


def test_a_flipped_length_in_a_bundle_is_a_malformed_bundle(log):
    log.flip("tile/entries/000", at=1)
    assert log.faults() == [("tile/entries/000", "malformed")]


def test_entries_in_another_order_are_an_altered_bundle(log):
    entries = unpack_bundle((log.folder / "tile/entries/004").read_bytes())
    log.put("tile/entries/004", pack_bundle([entries[1], entries[0], *entries[2:]]))
    assert log.faults() == [("tile/entries/004", "altered")]


def forged(log: Changed, n: int, width: int = 256) -> tuple[str, str]:
    """Another entry, with the tile that fits it."""
    suffix = f"{n:03d}" + (f".p/{width}" if width < 256 else "")
    entries = unpack_bundle((log.folder / f"tile/entries/{suffix}").read_bytes())
    entries[3] = b"never happened"
    log.put(f"tile/entries/{suffix}", pack_bundle(entries))
    log.put(f"tile/0/{suffix}", b"".join(map(leaf_hash, entries)))
    return f"tile/0/{suffix}", f"tile/entries/{suffix}"


def test_an_entry_forged_together_with_its_tile_is_named_with_both(log):
    tile, bundle = forged(log, 100)
    assert log.faults() == [(tile, "altered"), (bundle, "altered")]


def test_a_forgery_that_goes_up_to_the_next_level_is_named_there_and_what_is_under_it_counts_as_unsettled(log):
    tile, _ = forged(log, 100)
    above = bytearray((log.folder / "tile/1/000").read_bytes())
    above[100 * 32 : 101 * 32] = root_within((log.folder / tile).read_bytes())
    log.put("tile/1/000", bytes(above))
    assert log.faults() == [("tile/1/000", "altered"), ("tile/1/000", "unsettled")]


def test_a_forgery_in_the_last_tile_is_told_though_no_tile_above_decides(log):
    forged(log, 258, 44)
    assert log.faults() == [("checkpoint", "log_tree_differs")]


def test_faults_in_several_places_are_all_named(log):
    for name in ("tile/0/005", "tile/entries/005", "tile/entries/250", "tile/1/001.p/2"):
        log.flip(name, at=20)
    log.put("tile/0/200", None)
    log.put("tile/entries/258.p/44", None)
    assert log.faults() == [
        ("tile/0/005", "altered"),
        ("tile/0/200", "missing"),
        ("tile/1/001.p/2", "altered"),
        ("tile/entries/005", "altered"),
        ("tile/entries/250", "altered"),
        ("tile/entries/258.p/44", "missing"),
    ]


def test_a_lost_tile_above_a_damaged_one_is_made_again_out_of_what_is_right(log):
    log.put("tile/1/000", None)
    log.flip("tile/0/137")
    log.flip("tile/entries/003", at=20)
    assert log.faults() == [("tile/0/137", "altered"), ("tile/1/000", "missing"), ("tile/entries/003", "altered")]


def test_what_cannot_be_settled_is_said_to_be_so(log):
    log.put("tile/1/000", None)
    forged(log, 137)
    assert ("tile/1/000", "missing") in log.faults() and ("tile/1/000", "unsettled") in log.faults()


def test_the_files_of_another_log_are_not_those_of_the_checkpoint(tmp_path):
    publish(tmp_path, entries_of(700))
    signed = (tmp_path / "checkpoint").read_bytes()
    publish(tmp_path, [b"other", *entries_of(699)])
    write(tmp_path / "checkpoint", signed)
    assert walk(Folder(tmp_path), POLICY).faults == (Fault("checkpoint", "log_tree_differs"),)


def test_a_strange_file_is_named_and_hidden_ones_are_left_alone(log):
    for name in ("notes.txt", "tile/0/1", "tile/0/0000", "tile/00/000", "tile/entries/000.bak"):
        log.put(name, b"x")
    log.put("tile/0/.000.fresh", b"x")
    log.put(".lock", b"")
    log.put("policy", POLICY.text)
    assert log.faults() == [
        ("notes.txt", "surplus"), ("tile/0/0000", "surplus"), ("tile/0/1", "surplus"), ("tile/00/000", "surplus"),
        ("tile/entries/000.bak", "surplus"),
    ]  # fmt: skip


def test_a_name_that_would_write_over_the_terminal_is_shown_tamed_and_a_pipe_is_no_file(tmp_path):
    publish(tmp_path, entries_of(3))
    write(tmp_path / "evil\x1b[2J\n", b"")
    (tmp_path / "tile/0/000.p/3").unlink()
    os.mkfifo(tmp_path / "tile/0/000.p/3")
    found = walk(Folder(tmp_path), POLICY).faults
    assert [fault.code for fault in found] == ["log_file_surplus", "log_file_missing"]
    assert words(found[0]).en == "The file evil\ufffd[2J\ufffd is no part of a log."


def test_former_partial_tiles_may_stay_where_they_begin_as_the_full_one_does(tmp_path):
    publish(tmp_path, entries_of(44))
    publish(tmp_path, entries_of(300))
    assert walk(Folder(tmp_path), POLICY).is_sound
    for name in ("tile/0/000.p/44", "tile/entries/000.p/44"):
        good = (tmp_path / name).read_bytes()
        write(tmp_path / name, good[:-1] + b"?")
        assert [(fault.path, fault.code) for fault in walk(Folder(tmp_path), POLICY).faults] == [
            (name, "log_file_altered")
        ]
        write(tmp_path / name, good[:-1])
        assert [(fault.path, fault.code) for fault in walk(Folder(tmp_path), POLICY).faults] == [
            (name, "log_file_malformed")
        ]
        write(tmp_path / name, good)


def test_files_of_a_checkpoint_yet_to_come_are_told_apart(tmp_path):
    publish(tmp_path, entries_of(44))
    signed = (tmp_path / "checkpoint").read_bytes()
    publish(tmp_path, entries_of(300))
    write(tmp_path / "checkpoint", signed)
    found = walk(Folder(tmp_path), POLICY)
    assert found.is_sound
    assert found.ahead == ("tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44")


def test_a_partial_tile_may_be_gone_once_the_full_one_is_there(tmp_path):
    publish(tmp_path, entries_of(44))
    signed = (tmp_path / "checkpoint").read_bytes()
    publish(tmp_path, entries_of(300))
    write(tmp_path / "checkpoint", signed)
    (tmp_path / "tile/0/000.p/44").unlink()
    (tmp_path / bundle_path(0, 44)).unlink()
    assert walk(Folder(tmp_path), POLICY).is_sound


def test_a_log_extends_the_checkpoint_seen_earlier_or_is_said_to_be_rewritten(great):
    frontier = Frontier()
    frontier.extend(map(leaf_hash, entries_of(60_000)))
    earlier = Checkpoint(ORIGIN, 60_000, frontier.root())
    source = Folder(great)
    for since in (earlier, Checkpoint(ORIGIN, 0, EMPTY), walk(source, POLICY).checkpoint):
        assert walk(source, POLICY, since=since).is_sound
    for since in (
        Checkpoint(ORIGIN, 60_001, earlier.root),
        Checkpoint(ORIGIN, SIZE + 1, earlier.root),
        Checkpoint("log.example/other", 60_000, earlier.root),
    ):
        assert walk(source, POLICY, since=since).faults == (Fault("checkpoint", "log_rewritten"),)


def test_a_log_that_did_not_sign_is_not_sound_and_a_false_signature_is_refused(tmp_path):
    head = publish(tmp_path, entries_of(3))
    write(tmp_path / "checkpoint", head.text() + b"\n" + WITNESSES[0].cosign(head, AT_S))
    assert not walk(Folder(tmp_path), POLICY).is_sound
    other = Checkpoint(ORIGIN, 2, head.root)
    write(tmp_path / "checkpoint", other.text() + LOG.sign(head, AT_S)[len(head.text()) :])
    with pytest.raises(Wrong, match="signature_false"):
        walk(Folder(tmp_path), POLICY)
    (tmp_path / "checkpoint").unlink()
    with pytest.raises(Wrong, match="log_without_checkpoint"):
        walk(Folder(tmp_path), POLICY)


@pytest.mark.skipif(not DATA.is_dir(), reason=f"the public vectors are not at {DATA}")
def test_the_golden_log_of_tessera_is_sound_and_its_own_leftovers_fit():
    key = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    found = walk(Folder(DATA / "tessera-log"), Policy.parse(f"log {key}\nquorum none\n".encode()))
    assert [fault.path for fault in found.faults] == sorted(f"checkpoint.{size}" for size in range(16))  # not of a log
    assert found.checkpoint.size == 15 and found.verdict.is_trusted


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; bundles come compressed, whatever was asked for, as the specification allows."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.directory) / self.path.lstrip("/")
        if self.path.endswith("/broken/checkpoint"):
            self.send_error(500)
            return
        if not path.is_file():
            self.send_error(404)
            return
        data, is_bundle = path.read_bytes(), "/entries/" in self.path
        body = gzip.compress(data) if is_bundle else data
        self.send_response(200)
        if is_bundle:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    def handler(*args):
        return Quiet(*args, directory=str(tmp_path))

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_log_is_read_over_http_too(tmp_path, web):
    publish(tmp_path, entries_of(6_000))
    assert walk(source_of(web), POLICY).is_sound
    (tmp_path / "tile/0/007").unlink()
    data = (tmp_path / "tile/entries/011").read_bytes()
    write(tmp_path / "tile/entries/011", data[:-1] + b"?")
    assert walk(source_of(web + "/"), POLICY).faults == (
        Fault("tile/0/007", "log_file_missing"),
        Fault("tile/entries/011", "log_file_altered"),
    )


def test_reading_over_http_is_bounded_and_says_what_it_could_not_read(tmp_path, web):
    publish(tmp_path, entries_of(300))
    write(tmp_path / "tile/entries/000", bytes(50_000_000))
    assert walk(source_of(web), POLICY).faults == (Fault("tile/entries/000", "log_file_malformed"),)
    for name in ("tile/entries/000", "tile/0/000"):  # compressed, and as it is
        assert len(Web(web).read(name, 1000) or b"") == 1001
    with pytest.raises(Wrong, match="log_unreadable"):
        walk(Web(web + "/broken"), POLICY)
    with pytest.raises(Wrong, match="log_unreadable"):
        Web("http://127.0.0.1:1").read("checkpoint", 10)
    with pytest.raises(ValueError):
        Web("file:///etc")


def test_the_command_says_what_it_found(tmp_path, capsys):
    head = publish(tmp_path / "log", entries_of(300))
    write(tmp_path / "policy", POLICY.text)
    write(tmp_path / "seen", LOG.sign(head, AT_S))
    call = [str(tmp_path / "log"), "--policy", str(tmp_path / "policy"), "--since", str(tmp_path / "seen")]
    assert main(call) == 0 and "300 · ok" in capsys.readouterr().out
    (tmp_path / "log/tile/0/000").unlink()
    assert main(call) == 1 and "tile/0/000" in capsys.readouterr().out
    write(tmp_path / "log/checkpoint", LOG.sign(head, AT_S))
    assert main(call) == 1 and "Too few witnesses" in capsys.readouterr().out


def test_every_fault_has_words_in_both_languages():
    from jieqing_verify.logwalk import WORDS

    for code in WORDS:
        said = words(Fault("tile/0/000", code))
        assert "tile/0/000" in said.zh and "tile/0/000" in said.en
