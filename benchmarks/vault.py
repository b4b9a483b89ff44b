"""The vault beside bare cryptography: seal, open, wrap, unwrap; a page of masked rows; a rotation killed halfway.

    .venv-bench/bin/python benchmarks/vault.py [--subjects 100000] [--seconds 1] [--profiles international sm]

- "bare" does the same with the cipher's own call and keys that are loaded already; "vault" does it by the room's
  suites, with keys as the table holds them; "service" is the whole verb, its transaction, row-level security, key file
  and log entry included. One thread, one connection, a database without fsync.
- A page: 50 names of 50 subjects, each under its own data key. Its limit is one SELECT of the wrapped keys, and 50
  times unwrap and open; its peer is Django reading 50 names that lie open.
- The rotation: a worker in a process of its own, SIGKILLed once half is done; another goes on. Then every value is
  masked under the new keys, and compared. Its limit is unwrap and wrap alone. SM2 is slow: the second profile
  rotates a tenth of the subjects.
- A rate is the best of five stretches of --seconds: the machine has other work. The ciphers' are of CPU time, which
  neighbours disturb least; all else is wall time. --subjects 0 leaves the rotation out.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("JIEQING_SECRET_KEY", "a-bench-signs-nothing-that-matters-to-anybody")

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: E402
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: E402
from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: E402
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite  # noqa: E402
from rig.throwaway import running_house  # noqa: E402

from jieqing.kit.actor import Actor  # noqa: E402
from jieqing.kit.ids import new_id  # noqa: E402
from jieqing.vault.ciphers.sm import SM2  # noqa: E402

NAME, STRETCHES, PAGE, BATCH = "沈大伟", 5, 50, 2_000
CLEAR, BOUND, CONTEXT = NAME.encode(), bytes(55), bytes(55)
Act = Callable[[], object]
WORKER = """
import os, sys, uuid, django
django.setup()
from jieqing.vault.service import rewrap_some
is_left = True
while is_left:
    done, is_left = rewrap_some(uuid.UUID(sys.argv[1]))
    print(done, flush=True)
"""


def main() -> int:
    """Prints the figures of each profile; 1 where a value did not come through the rotation."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--subjects", type=int, default=100_000)
    asked.add_argument("--seconds", type=float, default=1.0)
    asked.add_argument("--profiles", nargs="+", default=["international", "sm"])
    options = asked.parse_args()
    is_whole = True
    with running_house():
        for profile in options.profiles:
            actor = _tenant(profile)
            load = os.getloadavg()[0]
            print(f"\n{profile}: a second, best of {STRETCHES}; load average {load:.1f} on {os.cpu_count()} cores")
            limit = _ciphers(profile, options.seconds)
            _verbs(actor, options.seconds)
            _page(actor, profile, options.seconds)
            if subjects := options.subjects // (1 if profile == "international" else 10):
                is_whole &= _rotation(actor, subjects, limit)
    return 0 if is_whole else 1


def _ciphers(profile: str, seconds: float) -> float:
    """Prints the four operations, bare and by the suites; gives how many keys a second could be re-wrapped."""
    from jieqing.vault.ciphers import suite_of  # noqa: PLC0415 - after Django is set up

    suite = suite_of(profile)
    key = os.urandom(suite.data_key_bytes)
    secret, public = suite.new_pair()
    sealed, wrapped, unwrapper = (
        suite.seal(key, CLEAR, BOUND),
        suite.wrap(public, key, CONTEXT),
        suite.unwrapper(secret),
    )
    bare = (_bare_international if profile == "international" else _bare_sm)(key)
    ours: dict[str, Act] = {
        "seal": lambda: suite.seal(key, CLEAR, BOUND),
        "open": lambda: suite.open(key, sealed, BOUND),
        "wrap": lambda: suite.wrap(public, key, CONTEXT),
        "unwrap": lambda: unwrapper.unwrap(wrapped, CONTEXT),
    }
    print(f"{'':<34} {'vault':>10} {'bare':>10} {'of bare':>8}")
    rates = {}
    for name, act in ours.items():
        rates[name], limit = _rate(act, seconds, time.process_time), _rate(bare[name], seconds, time.process_time)
        print(f"{name:<34} {rates[name]:>10,.0f} {limit:>10,.0f} {rates[name] / limit:>8.0%}")
        rates[name] = limit
    return 1 / (1 / rates["wrap"] + 1 / rates["unwrap"])


def _bare_international(key: bytes) -> dict[str, Act]:
    hpke = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    secret = MLKEM768X25519PrivateKey(MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())
    public, aes, nonce = secret.public_key(), AESGCM(key), os.urandom(12)
    sealed, wrapped = aes.encrypt(nonce, CLEAR, BOUND), hpke.encrypt(key, public, CONTEXT)
    return {
        "seal": lambda: aes.encrypt(os.urandom(12), CLEAR, BOUND),
        "open": lambda: aes.decrypt(nonce, sealed, BOUND),
        "wrap": lambda: hpke.encrypt(key, public, CONTEXT),
        "unwrap": lambda: hpke.decrypt(wrapped, secret, CONTEXT),
    }


def _bare_sm(key: bytes) -> dict[str, Act]:
    secret, public = SM2().generate_keypair()
    sender, owner, nonce = SM2(pk=public), SM2(secret), os.urandom(12)
    wrapped = sender.encrypt(bytes(32) + key)

    def seal(nonce: bytes) -> tuple[bytes, bytes]:
        cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(BOUND)
        return cipher.update(CLEAR) + cipher.finalize(), cipher.tag

    sealed, tag = seal(nonce)

    def opened() -> bytes:
        cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(BOUND)
        return cipher.update(sealed) + cipher.finalize()

    return {
        "seal": lambda: seal(os.urandom(12)),
        "open": opened,
        "wrap": lambda: sender.encrypt(bytes(32) + key),
        "unwrap": lambda: owner.decrypt(wrapped),
    }


def _verbs(actor: Actor, seconds: float) -> None:
    """Prints the whole verbs, each a transaction."""
    from jieqing.kit.rows import acting  # noqa: PLC0415
    from jieqing.vault import service as vault  # noqa: PLC0415

    def nothing() -> None:
        with acting(actor):
            pass

    known = new_id()
    sealed, named = (vault.seal(actor, known, field, NAME) for field in ("claim.note", "member.name"))
    verbs: dict[str, Act] = {
        "an empty transaction of ours": nothing,
        "service.seal, a new subject": lambda: vault.seal(actor, new_id(), "claim.note", NAME),
        "service.seal, a known one": lambda: vault.seal(actor, known, "claim.note", NAME),
        "service.seal, searchable": lambda: vault.seal(actor, known, "claim.debtor_name", NAME),
        "service.find_equal": lambda: vault.find_equal(actor, "claim.debtor_name", NAME),
        "service.open, with its entry": lambda: vault.open(actor, sealed, "own_claim"),
        "service.mask, one": lambda: vault.mask(actor, [named]),
    }
    for name, act in verbs.items():
        print(f"{name:<34} {_rate(act, seconds):>10,.0f}")


def _page(actor: Actor, profile: str, seconds: float) -> None:
    """Prints a page of 50 masked rows in ms, its limit and its peer."""
    from django.db import connection  # noqa: PLC0415

    from jieqing.kit.rows import acting  # noqa: PLC0415
    from jieqing.vault import service as vault  # noqa: PLC0415
    from jieqing.vault.ciphers import suite_of  # noqa: PLC0415

    sealed = [vault.seal(actor, new_id(), "claim.debtor_name", NAME) for _ in range(PAGE)]
    suite = suite_of(profile)
    key, (secret, public) = os.urandom(suite.data_key_bytes), suite.new_pair()
    content, wrapped, unwrapper = (
        suite.seal(key, CLEAR, BOUND),
        suite.wrap(public, key, CONTEXT),
        suite.unwrapper(secret),
    )

    def limit() -> None:
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("SELECT wrapped FROM bench_page")
            for _row in cursor.fetchall():
                suite.open(unwrapper.unwrap(wrapped, CONTEXT), content, BOUND)

    def peer() -> None:
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("SELECT name FROM bench_page")
            assert len(cursor.fetchall()) == PAGE

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bench_page AS SELECT %s::bytea AS wrapped, %s::text AS name"
                       " FROM generate_series(1, %s)", [wrapped, NAME, PAGE])  # fmt: skip
    taken = {name: 1000 / _rate(act, seconds) for name, act in
             (("mask", lambda: vault.mask(actor, sealed)), ("limit", limit), ("peer", peer))}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_page")
    print(
        f"a page of {PAGE} masked rows: {taken['mask']:.2f} ms; limit {taken['limit']:.2f} ms"
        f" ({taken['mask'] / taken['limit']:.2f} x); names that lie open {taken['peer']:.2f} ms"
    )


def _rotation(actor: Actor, subjects: int, limit: float) -> bool:
    """Prints how long a rotation takes that is killed halfway; whether every value came through it."""
    from jieqing.vault import service as vault  # noqa: PLC0415

    tenant = UUID(str(actor.tenant))
    started = time.perf_counter()
    sealed = _many(actor, subjects)
    print(f"{subjects:,} subjects made in {time.perf_counter() - started:.1f} s", flush=True)
    vault.rotate(Actor("user:1", None, frozenset({"operator"}), 1), tenant)
    old = _old(actor)
    started, before = time.perf_counter(), _spent()
    first, done_first = _worker(tenant), 0
    while done_first < old // 2:
        done_first += int(first.stdout.readline())  # type: ignore[union-attr]
    first.send_signal(signal.SIGKILL)
    first.wait()
    left = _old(actor)
    second = _worker(tenant)
    second.communicate()
    took, spent = time.perf_counter() - started, _spent() - before
    is_whole = second.returncode == 0 and _old(actor) == 0
    print(
        f"rotation: {old:,} data keys in {took:.1f} s, {old / took:,.0f} a second; the workers took {spent:.1f} s of"
        f" CPU, their starts included; bare unwrap and wrap of as many {old / limit:.1f} s ({old / limit / spent:.0%})"
    )
    print(f"killed with {left:,} left, {old - left - done_first:,} done that it had not told of", flush=True)
    wrong = 0
    for start in range(0, len(sealed), BATCH):
        wrong += sum(shown != NAME[0] + "**" for shown in vault.mask(actor, sealed[start : start + BATCH]))
    print(f"values that opened under the new key: {len(sealed) - wrong:,} of {len(sealed):,}", flush=True)
    return is_whole and not wrong


def _many(actor: Actor, subjects: int) -> list[bytes]:
    """A value of each of many subjects, sealed as the service does it, their rows added in batches."""
    from django.db import connection  # noqa: PLC0415

    from jieqing.kit.rows import acting  # noqa: PLC0415
    from jieqing.vault import rows  # noqa: PLC0415
    from jieqing.vault.ciphers import suite_of  # noqa: PLC0415
    from jieqing.vault.keyring import wrapping_context  # noqa: PLC0415
    from jieqing.vault.rules.header import Header  # noqa: PLC0415

    tenant, sealed = UUID(str(actor.tenant)), []
    for start in range(0, subjects, BATCH):
        ids, wrapped = [new_id() for _ in range(min(BATCH, subjects - start))], []
        with acting(actor), rows.entered(), connection.cursor() as cursor:
            latest = rows.latest_key(tenant)
            assert latest
            suite = suite_of(latest.profile)
            for subject in ids:
                key, header = os.urandom(suite.data_key_bytes), Header(latest.profile, tenant, subject, "member.name")
                context = wrapping_context(latest.profile, tenant, subject, latest.version)
                wrapped.append(suite.wrap(latest.public, key, context))
                sealed.append(header.to_bytes() + suite.seal(key, CLEAR, header.to_bytes()))
            cursor.execute(
                "INSERT INTO vault.data_key (tenant_id, subject, key_version, profile, wrapped, made_at)"
                " SELECT %s, subject, %s, %s, wrapped, now() FROM unnest(%s::uuid[], %s::bytea[]) t(subject, wrapped)",
                (tenant, latest.version, latest.profile, ids, wrapped),
            )
    return sealed


def _old(actor: Actor) -> int:
    from jieqing.kit.rows import acting  # noqa: PLC0415
    from jieqing.vault import rows  # noqa: PLC0415

    tenant = UUID(str(actor.tenant))
    with acting(actor), rows.entered():
        key = rows.latest_key(tenant)
        return rows.key_counts(tenant, key.version if key else 0)[1]


def _spent() -> float:
    """CPU seconds of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _worker(tenant: UUID) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", WORKER, str(tenant)], stdout=subprocess.PIPE, text=True)


def _rate(act: Act, seconds: float, clock: Callable[[], float] = time.perf_counter) -> float:
    """How often a second, best of STRETCHES."""
    act()
    best = 0.0
    for _ in range(STRETCHES):
        done, started = 0, clock()
        while (taken := clock() - started) < seconds:
            act()
            done += 1
        best = max(best, done / taken)
    return best


def _tenant(profile: str) -> Actor:
    from django.conf import settings  # noqa: PLC0415

    from jieqing.vault import service as vault  # noqa: PLC0415

    settings.VAULT_PROFILE = profile
    actor = Actor("user:2", new_id(), frozenset({"creditor"}), 2)
    vault.new_tenant(actor)
    return actor


if __name__ == "__main__":
    sys.exit(main())
