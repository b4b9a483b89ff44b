"""Where a running Jieqing keeps what must outlive it: the embedded database, its secrets, its log."""

import hashlib
import os
import secrets
from pathlib import Path

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

KEPT = {
    "JIEQING_SECRET_KEY": "secret_key",
    "JIEQING_KEY_PASSPHRASE": "key_passphrase",
    "JIEQING_KEYS": "keys",
    "JIEQING_FILES": "files",
    "JIEQING_LOG": "log",
    "JIEQING_LOG_POLICY": "log_policy",
    "JIEQING_LOG_KEYS": "log_keys.json",
    "JIEQING_DEMO_TSA": "demo_tsa.pem",
}
SECRETS = {"JIEQING_SECRET_KEY", "JIEQING_KEY_PASSPHRASE"}


def state_directory() -> Path:
    """The state directory of this installation, made if it is not there.

    JIEQING_STATE names it; otherwise it is /var/lib/jieqing/<clone> for root and ~/.local/share/jieqing/<clone> for
    others (XDG_DATA_HOME is heeded), so that two clones on a machine never share a database. Raises Refusal when it
    cannot be made.
    """
    named = os.environ.get("JIEQING_STATE")
    state = Path(named).expanduser().absolute() if named else _home_of_state() / _clone()
    # Root's database runs as `nobody`, who must be able to pass through; what lies inside guards itself.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        for directory in (state,) if named else (state.parent, state):
            directory.mkdir(parents=True, exist_ok=True)
            directory.chmod(mode)
    except OSError as error:
        raise _unusable(state, error) from error
    return state


def fill_environment() -> None:
    """What the environment does not name is kept in the state directory, and named there for us and our children.

    secret_key   signs sessions          keys/, key_passphrase   the tenants' keys (vault)
    files/       attachments, sealed    log/, log_policy, log_keys.json   the evidence log: published, trusted, signing
    """
    missing = [name for name in KEPT if name not in os.environ]
    state = state_directory() if missing else None
    for name in missing:
        path = Path(str(state), KEPT[name])
        os.environ[name] = kept_secret(path) if name in SECRETS else str(path)


def take_secrets(folder: Path) -> None:
    """Names the secrets that lie in that folder, where the environment names none: before a start makes up its own."""
    for name in SECRETS:
        saved = folder / KEPT[name]
        if name not in os.environ and saved.is_file():
            os.environ[name] = saved.read_text().strip()


def kept_secret(path: Path) -> str:
    """The secret in that file (mode 0600); a new one of 256 bits is made if there is none."""
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        fresh.replace(path)
    return path.read_text().strip()


def _home_of_state() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/jieqing")
    return Path(os.environ.get("XDG_DATA_HOME") or Path("~/.local/share").expanduser()) / "jieqing"


def _clone() -> str:
    """A name for this copy of the code: its folder, and a digest of where that lies."""
    root = Path(__file__).resolve().parents[3]
    return f"{root.name}-{hashlib.sha256(bytes(root)).hexdigest()[:8]}"


def _unusable(state: Path, error: OSError) -> Refusal:
    return Refusal(
        "state_directory_unusable",
        Words(
            "不能使用数据目录 {path}：{why}。",
            "The state directory {path} cannot be used: {why}.",
        ).filled(path=state, why=error.strerror),
        remedy=Words(
            "用 JIEQING_STATE 指定一个本用户可写的目录。",
            "Name a directory this user may write to in JIEQING_STATE.",
        ),
        field="JIEQING_STATE",
    )
