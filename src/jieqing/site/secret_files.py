"""Secrets that come as files, as systemd and containers hand them over: NAME_FILE names the file that holds NAME.

DATABASE_URL_FILE=/run/secrets/database_url        Environment=JIEQING_SECRET_KEY_FILE=%d/secret_key
"""

import os
from pathlib import Path

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

SECRETS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_BACKUP_URL",
    "DATABASE_SEQUENCER_URL",
    "JIEQING_SECRET_KEY",
    "JIEQING_KEY_PASSPHRASE",
    "JIEQING_OPERATOR_PASSWORD",
    "JIEQING_SMTP_URL",
    "JIEQING_METRICS_TOKEN",
    "JIEQING_FILES_SECRET",
    "JIEQING_PKCS11_PIN",
    "JIEQING_CHAIN_URL",
    "JIEQING_CHAIN_KEY",
)


def take_secret_files() -> None:
    """Puts what those files hold into the environment, without the last line end.

    Raises Refusal for a file that cannot be read or is empty, and where a secret is given both ways.
    """
    for name in SECRETS:
        path = os.environ.pop(f"{name}_FILE", "")
        if not path:
            continue
        if name in os.environ:
            raise _refusal(name, path, Words("又直接给了值", "and the value itself is given, too"))
        try:
            secret = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise _refusal(name, path, Words("读不出来", "which cannot be read")) from None
        if not secret:
            raise _refusal(name, path, Words("是空的", "which is empty"))
        os.environ[name] = secret


def _refusal(name: str, path: str, what: Words) -> Refusal:
    return Refusal(
        "secret_file_unusable",
        Words("{name}_FILE 指的文件 {path} {what}。", "{name}_FILE names the file {path}, {what}.").filled(
            name=name, path=path, what=what
        ),
        remedy=Words(
            "让运行结清的用户能读到这个文件，里面只放这一个值；两种写法只用一种。",
            "Let the user that runs Jieqing read the file, with that one value in it; give it in one way only.",
        ),
        field=f"{name}_FILE",
        status=503,
    )
