"""The browser page says of every pack what the command line says, offline, and nothing that it could not check."""

import json
import re
import shutil
import unicodedata
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader
from verifier.tests import packs
from verifier.tests.lies import corpus

from jieqing_verify import canonical, cosignature, entry, note
from jieqing_verify.note import VerifierKey
from jieqing_verify.pack import verify_pack
from jieqing_verify.page import FILE, page_csp, page_html
from jieqing_verify.page.building import HERE, build, bundle

QUIET = [
    "--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LOOK = Path(__file__).parents[2] / "src/jieqing/site/static/site/look.css"
LINES = """() => [...document.querySelectorAll('#report li[data-code]')]
    .sort((one, other) => one.dataset.at - other.dataset.at)
    .map((line) => ({
        status: ['ok', 'wrong', 'unchecked'].find((status) => line.querySelector('.tag').classList.contains(status)),
        code: line.dataset.code,
        zh: line.lastChild.querySelector('.zh').textContent,
        en: line.lastChild.querySelector('.en').textContent,
        because: line.dataset.because,
    }))"""
# A browser's parser does not say which of these it met: 3.0 and 3 are one number to it.
UNREADABLE = {"not_json", "not_canonical"}
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium is installed here (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Opens the page from its file, with no network. The test fails for an error, or for any other request."""
    troubles: list[str] = []
    contexts = []

    def opened(*, file: Path = FILE, before: str = "", **how: Any) -> Page:
        context = chromium.new_context(offline=True, **{"locale": "zh-CN", **how})
        contexts.append(context)
        if before:
            context.add_init_script(before)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(error.message))
        page.on("request", lambda asked: None if asked.url == file.as_uri() else troubles.append(asked.url))
        page.goto(file.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


def give(page: Page, octets: bytes, name: str = "pack.zip") -> None:
    page.locator("#pack").set_input_files({"name": name, "mimeType": "application/zip", "buffer": octets})
    page.locator("#report:not([hidden])").wait_for()


def lines(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.evaluate(LINES)
    return [_told(line) for line in found]


def expected(octets: bytes, **how: Any) -> list[dict[str, str]]:
    return [_told(asdict(line)) for line in verify_pack(octets, **how).lines]


def _told(line: dict[str, str]) -> dict[str, str]:
    return {**line, "because": "unreadable"} if line["because"] in UNREADABLE else line


def codes(page: Page) -> list[str]:
    return [line["code"] for line in lines(page)]


def verdict(page: Page) -> str:
    """ok, wrong or unchecked: the colour of the whole."""
    return str(page.locator(".verdict").get_attribute("class")).removeprefix("verdict ")


def test_is_fresh() -> None:
    assert page_html() == build(), "make it anew: python -m jieqing_verify.page"


def test_allows_itself_and_nothing_else() -> None:
    html, csp = page_html(), page_csp()
    for element in ("script", "style"):
        (text,) = re.findall(rf"<{element}[^>]*>(.*?)</{element}>", html, re.DOTALL)
        assert f"{element}-src 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in csp
    assert csp.startswith("default-src 'none'; ") and csp.endswith("; frame-ancestors 'none'")
    assert set(re.findall(r"""\b(?:src|href|action)=["'](?!data:)[^"']*""", html)) == set()
    assert not re.search(r"url\(|fetch\(|XMLHttpRequest|WebSocket|innerHTML|https?://", html)


def test_joins_no_modules_in_a_circle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jieqing_verify.page.building.HERE", tmp_path)
    (tmp_path / "one.js").write_text('import { b } from "./two.js";\nexport const a = b;\n')
    (tmp_path / "two.js").write_text('import { a } from "./one.js";\nexport const b = a;\n')
    with pytest.raises(ValueError, match="circle"):
        bundle("one")


@pytest.mark.skipif(not LOOK.exists(), reason="the house is not beside the verifier here")
def test_wears_the_colours_of_the_house() -> None:
    tokens = re.compile(r"(--[\w-]+): (light-dark\([^)]*\));")
    own = dict(tokens.findall((HERE / "page.css").read_text("utf-8")))
    assert own and own.items() <= dict(tokens.findall(LOOK.read_text("utf-8"))).items()


@pytest.mark.browser
def test_says_of_every_pack_what_the_command_line_says(visit: Visit) -> None:
    page, wrong, count = visit(), [], 0
    for name, octets, _ in corpus():
        give(page, octets, name)
        count += 1
        if lines(page) != expected(octets):
            wrong.append(name)
    assert count > 100 and wrong == []


@pytest.mark.browser
def test_reads_numbers_as_the_command_line_does(visit: Visit) -> None:
    page, pack = visit(), packs.honest()
    text = canonical.dump(pack.listed())
    for spelt in (b"1.5", b"9007199254740994", b"9007199254740991", b"1e2", b"00"):
        octets = pack.zip(text.replace(b'"index":3,', b'"index":%s,' % spelt, 1))
        give(page, octets)
        assert lines(page) == expected(octets), spelt


@pytest.mark.browser
def test_reads_a_list_of_keys_as_the_command_line_does(visit: Visit) -> None:
    page, book = visit(), packs.log()
    (log_ed, log_pq), (own, other) = book.signer.vkeys(), (one.vkeys() for one in book.witnesses[:2])
    name, _, spelt = own[0].rpartition("+")
    cosigner_of_the_log = VerifierKey("witness.example/w9", 4, VerifierKey.parse(log_ed).public).text
    zeros = VerifierKey.parse(own[0])
    object.__setattr__(zeros, "public", bytes(32))
    object.__setattr__(zeros, "key_id", note.key_id(zeros.name, 4, bytes(32)))
    logs = f"log {log_ed}\nlog {log_pq}\n"
    policies = [
        f"{logs}witness a {own[0]}\nwitness b {other[0]} http://b.example\ngroup g any a b\nquorum g\n",
        f" \t# 见证\n\n{logs}\twitness é {own[0]}\n  group g 1 é\nquorum g \n",
        f"{logs}witness a {own[0]}\nwitness b {other[0]}\ngroup g 3 a b\nquorum g\n",  # three of two
        f"{logs}witness a {own[0]}\nwitness b {own[0]}\nquorum a\n",  # one key twice
        f"{logs}witness a {cosigner_of_the_log}\nquorum a\n",  # a log that is its own witness
        f"{logs}witness a {zeros.text}\nquorum a\n",  # a key under which zeros verify
        f"{logs}witness a {name[:-1]}0+{spelt}\nquorum a\n",  # another key's id
        f"{logs}witness a {own[0]}\ngroup g any a\ngroup h any a\nquorum h\n",  # counts twice
        f"{logs}witness a {own[0]}\ngroup g any a a\nquorum g\n",
        f"{logs}witness none {own[0]}\nquorum none\n",
        f"{logs}quorum none\nquorum none\n",
        f"{logs}witness a {log_ed}\nquorum a\n",  # of a type that no witness has
        f"log {log_ed}\nquorum none\n",
        f"{logs}quorum none",
        logs,
    ]
    said = set()
    for policy in policies:
        pack = packs.honest()
        pack.files["policy.txt"] = policy.encode()
        give(page, pack.zip())
        assert lines(page) == expected(pack.zip()), policy
        said.add(codes(page)[-1])
    assert {"policy_malformed", "summary_unchecked"} <= said


@pytest.mark.browser
@pytest.mark.parametrize("at_s", [0, 1 << 63], ids=["none", "beyond-all"])
def test_counts_no_witness_that_names_no_time(visit: Visit, at_s: int) -> None:
    page, book, secret = visit(), packs.log(), MLDSA44PrivateKey.generate()
    pack, checkpoint = packs.honest(), book.checkpoint(packs.SIZE)
    key = VerifierKey("witness.example/w9", note.COSIGNED_MLDSA44, secret.public_key().public_bytes_raw())
    at, message = at_s.to_bytes(8, "big"), cosignature.mldsa44_message(key.name, 0, checkpoint)
    line = note.Line(key.name, key.key_id, at + secret.sign(message.replace(bytes(8), at, 1))).text()
    signed = book.signer.sign(checkpoint, 1_772_000_000) + line
    logs = "".join(f"log {vkey}\n" for vkey in book.signer.vkeys())
    pack.files["policy.txt"] = f"{logs}witness a {key.text}\nquorum a\n".encode()
    for index in packs.SHOWN:
        pack.files[f"proofs/{index}.tlog-proof"] = book.proof(index, signed)
    give(page, pack.zip())
    assert lines(page) == expected(pack.zip()) and codes(page)[-1] == "witness_signature_wrong"


@pytest.mark.browser
def test_believes_nobody_who_says_that_an_entry_is_about_this_claim(visit: Visit) -> None:
    page, book = visit(), packs.log()
    pack = packs.parts(book, shown=(packs.SAVED, 5))
    pack.files["opened/5.json"] = replace(book.entries[5].opening, about=packs.CLAIM).text()
    give(page, pack.zip())
    assert lines(page) == expected(pack.zip()) and "opened_wrong" in codes(page)


@pytest.mark.browser
def test_takes_no_time_stamp_that_the_command_line_finds_false(visit: Visit) -> None:
    page, pack, chance = visit(), packs.honest(), Random(5)
    rows, stamps = [], pack.manifest["timestamps"]
    for number in range(300):
        row = stamps[number % len(stamps)]
        token, path = bytearray(pack.files[row["token"]]), f"timestamps/flipped-{number}.tsr"
        token[chance.randrange(len(token))] ^= 1 << chance.randrange(8)
        pack.files[path], pack.files[f"{path}.checkpoint"] = bytes(token), pack.files[row["checkpoint"]]
        rows.append({**row, "token": path, "checkpoint": f"{path}.checkpoint"})
    pack.manifest["timestamps"] = rows
    give(page, pack.zip())
    pairs = [
        (shown["code"], told["code"], told["because"])
        for shown, told in zip(lines(page), expected(pack.zip()), strict=True)
        if told["code"].startswith("timestamp_")
    ]
    # The page reads the signer's certificate alone: what is malformed in another that is enclosed escapes it.
    wrong = [pair for pair in pairs if pair[0] != pair[1] and pair[2] != "timestamp_malformed"]
    assert len(pairs) == 300 and wrong == []
    assert {"timestamp_signature", "timestamp_attributes", "timestamp_other_message"} <= {pair[2] for pair in pairs}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("other", "code", "colour"),
    [(False, "policy_same", "ok"), (True, "policy_stale", "wrong")],
    ids=["the-same", "another"],
)
def test_holds_the_keys_against_those_got_elsewhere(visit: Visit, other: bool, code: str, colour: str) -> None:
    octets, keys = packs.honest().zip(), packs.Log().policy if other else packs.log().policy
    page = visit()
    page.locator("#policy").set_input_files({"name": "policy", "mimeType": "text/plain", "buffer": keys})
    give(page, octets)
    assert lines(page) == expected(octets, policy=keys)
    assert code in codes(page) and verdict(page) == colour and page.locator("#caveat").count() == 0
    page.locator("#policy-drop").click()
    page.locator("#caveat").wait_for()
    assert "policy_unchecked" in codes(page)


@pytest.mark.browser
def test_is_never_green_where_nobody_said_whose_keys_these_are(visit: Visit) -> None:
    page = visit()
    give(page, packs.honest().zip())
    assert verdict(page) == "unchecked"
    assert "任何人都能用自己的密钥做出一个包" in page.locator("#caveat").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize(("algorithm", "count"), [("ML-DSA-44", 4), ("Ed25519", 4)], ids=["ml-dsa", "ed25519"])
def test_is_never_green_where_the_browser_lacks_an_algorithm(visit: Visit, algorithm: str, count: int) -> None:
    lacking = """(() => {
        const own = SubtleCrypto.prototype.importKey;
        SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...rest) {
            if ((algorithm.name ?? algorithm) === %s) return Promise.reject(new DOMException("", "NotSupportedError"));
            return own.call(this, format, key, algorithm, ...rest);
        };
    })()"""
    page = visit(before=lacking % json.dumps(algorithm))
    page.locator("#policy").set_input_files({"name": "p", "mimeType": "text/plain", "buffer": packs.log().policy})
    give(page, packs.honest().zip())
    told = {line["code"]: line for line in lines(page)}
    assert verdict(page) == "unchecked" and "不等于核对通过" in page.locator("#verdict").inner_text()
    assert f"{count} 个 {algorithm} 签名：已登记，此处未核对" in told["signatures_unchecked"]["zh"]
    assert not {"log_signed", "quorum_met", "entry_in_log"} & told.keys()
    assert {"quorum_unchecked", "entry_unchecked"} <= told.keys()


@pytest.mark.browser
def test_calls_a_false_signature_false_though_the_browser_lacks_the_other_algorithm(visit: Visit) -> None:
    page = visit(before="SubtleCrypto.prototype.verify = ((own) => function (algorithm, ...rest) {"
                 "if (algorithm.name === 'ML-DSA-44') return Promise.reject(new DOMException('', 'NotSupportedError'));"
                 "return own.call(this, algorithm, ...rest); })(SubtleCrypto.prototype.verify)")  # fmt: skip
    forged = next(octets for name, octets, _ in corpus() if name == "forged-log-ed25519.zip")
    give(page, forged)
    assert verdict(page) == "wrong" and codes(page)[-1] == "log_signature_wrong"


@pytest.mark.browser
def test_says_so_where_the_browser_can_check_nothing(visit: Visit) -> None:
    page = visit(before="Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    assert page.locator("#unable").is_visible() and not page.locator("#ask").is_visible()
    page = visit(java_script_enabled=False)
    assert page.locator("#unable").is_visible() and not page.locator("#ask").is_visible()


@pytest.mark.browser
def test_does_nothing_when_a_byte_of_its_script_was_changed(visit: Visit, tmp_path: Path) -> None:
    altered = tmp_path / "verify.html"
    altered.write_text(page_html().replace("isWrong ? WORDS", "isWrong?  WORDS", 1), "utf-8")
    assert altered.read_text("utf-8") != page_html()
    page = visit(file=altered)
    assert page.locator("#unable").is_visible() and not page.locator("#ask").is_visible()


@pytest.mark.browser
def test_shows_a_strangers_markup_as_letters(visit: Visit) -> None:
    book, mark = packs.Log(entries=list(packs.log().entries)), "<img src=x onerror=alert(1)>\u202e"
    made = book.entries[packs.SAVED]
    salt, body = sha256(b"").digest(), canonical.dump({"what": mark})
    leaf = canonical.parse(made.leaf)
    assert isinstance(leaf, dict)
    committed = {**leaf, "commitment": entry.commitment_digest(salt, body).hex()}
    opening = replace(made.opening, body_salt=salt, body=body)
    book.entries[packs.SAVED] = packs.Written(canonical.dump(committed), opening)
    page = visit()
    give(page, packs.parts(book).zip(), f"{mark}.zip")
    page.locator("details summary").first.click()
    assert "opened_ok" in codes(page) and page.locator("#report img").count() == 0
    assert "<img src=x onerror=alert(1)>\ufffd" in page.locator("details pre").first.inner_text()
    assert "\u202e" not in page.locator("#report").inner_text()


@pytest.mark.browser
def test_takes_what_is_dropped_and_speaks_both_languages(visit: Visit) -> None:
    page = visit(locale="en-US")
    assert page.locator("html").get_attribute("lang") == "en"
    given = {"pack.zip": packs.honest().zip(), "policy": packs.log().policy}
    dropped = page.evaluate_handle(
        """(given) => given.reduce((all, [name, spelt]) => {
            all.items.add(new File([Uint8Array.from(atob(spelt), (letter) => letter.charCodeAt(0))], name));
            return all;
        }, new DataTransfer())""",
        [[name, b64encode(octets).decode()] for name, octets in given.items()],
    )
    page.dispatch_event("main", "drop", {"dataTransfer": dropped})
    page.locator("#report:not([hidden])").wait_for()
    assert page.locator("#verdict").inner_text().startswith("Proved") and verdict(page) == "ok"
    page.locator("#language").click()
    assert page.locator("#verdict").inner_text().startswith("核对通过") and page.title() == "核对证据包 · 结清"


@pytest.mark.browser
def test_is_worked_by_keyboard_and_read_aloud(visit: Visit) -> None:
    page = visit(viewport={"width": 320, "height": 640})
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    assert reached == ["language", "pack", "policy"]
    assert page.evaluate("getComputedStyle(document.querySelector('label[for=policy]')).outlineStyle") == "solid"
    assert page.locator("#state").get_attribute("aria-live") == "polite"
    give(page, packs.honest().zip())
    assert page.evaluate("document.activeElement.id") == "verdict"
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_has_no_barrier_that_axe_knows(visit: Visit, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit(color_scheme=scheme)
    give(page, packs.honest().zip())
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
def test_prints_what_a_court_can_file(visit: Visit) -> None:
    octets, page = packs.honest().zip(), visit()
    give(page, octets)
    page.emulate_media(media="print")
    assert not page.locator("#ask").is_visible() and page.locator(".signing").is_visible()
    assert page.locator("#report li[data-code]:visible").count() == len(verify_pack(octets).lines)
    told = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf())).pages)
    told = re.sub(
        r"\s", "", unicodedata.normalize("NFKC", told)
    )  # a PDF has the radical ⽇ where it shows the letter 日
    for said in (
        sha256(octets).hexdigest(),
        "核对通过",
        "核对时间",
        "这没有证明什么",
        "principal_fen",
        "核对人",
        "日期",
    ):
        assert said in told
