"""Makes verify.html: the modules joined into one script, each in a scope of its own, after what it needs.

`import { a } from "./b.js";` becomes `const { a } = b_js;`, and a module the value of a function that returns what it
exports. No other form of import or export is written in the parts.
"""

import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path

HERE = Path(__file__).parent
WORDS = HERE.parent / "words.json"
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([a-z0-9]+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:const|async function|function|class) (\w+|\[[\w, ]+\]))", re.MULTILINE)


def build() -> str:
    """The whole page, the same octets for the same parts."""
    script, style = "\n" + bundle("main"), "\n" + (HERE / "page.css").read_text("utf-8")
    if "</" in script or "</" in style or "<!--" in script:
        raise ValueError("a script or a style that ends its own element")
    page = (HERE / "page.html").read_text("utf-8")
    parts = {"csp": policy(script, style), "style": style, "script": script}
    return re.sub(r"\{(csp|style|script)\}", lambda found: parts[found[1]], page)


def policy(script: str, style: str) -> str:
    """The content security policy: this script, this style, nothing else, from nowhere, to nowhere."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def bundle(entry: str) -> str:
    """The module and all that it imports, each after what it needs."""
    joined: dict[str, str] = {}
    _join(entry, joined, ())
    return "\n".join(joined.values())


def _join(name: str, joined: dict[str, str], above: tuple[str, ...]) -> None:
    if name in above:
        raise ValueError(f"modules in a circle: {' → '.join((*above, name))}")
    if name in joined:
        return
    text = _words() if name == "words" else (HERE / f"{name}.js").read_text("utf-8")
    for _, needed in IMPORT.findall(text):
        _join(needed, joined, (*above, name))
    given = ", ".join(found.strip("[]") for _, found in EXPORT.findall(text))
    body = EXPORT.sub(r"\1", IMPORT.sub(r"const {\1} = \2_js;", text))
    if re.search(r"^(import|export)\b", body, re.MULTILINE):
        raise ValueError(f"{name}.js imports or exports in a form that is not joined here")
    joined[name] = f"const {name}_js = (() => {{\n{body}return {{ {given} }};\n}})();\n"


def _words() -> str:
    """words.json, with what only a browser has to say; a code has one sentence, so none may be in both."""
    table, more = (json.loads(path.read_text("utf-8")) for path in (WORDS, HERE / "lines.json"))
    for kind in ("headline", "lines"):
        if table[kind].keys() & more[kind].keys():
            raise ValueError(f"lines.json repeats {sorted(table[kind].keys() & more[kind].keys())}")
        table[kind] |= more[kind]
    spelt = json.dumps(table, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"export const WORDS = {spelt};\n"


def _digest(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
