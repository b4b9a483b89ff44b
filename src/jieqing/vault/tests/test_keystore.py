"""Keys on disk: private files, a passphrase that is checked, a token that keeps its master key to itself."""

import json
import os
import shutil
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.vault import service as vault
from jieqing.vault.keystore import key_store
from jieqing.vault.providers.file_keystore import ARGON2ID, FileKeystore, _unlocked
from jieqing.vault.providers.pkcs11_keystore import Pkcs11Keystore
from jieqing.vault.tests.cast import JIA

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
SECRET = b"a tenant's secret key, as bytes"


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("JIEQING_KEY_PASSPHRASE", "right")
    return FileKeystore(tmp_path / "keys")


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory):
    """A fresh SoftHSM token, one for all tests: the library looks for tokens when it is loaded, and never again."""
    if not SOFTHSM.exists() or not shutil.which("softhsm2-util"):
        pytest.skip("SoftHSM is not installed here (apt-get install softhsm2): nothing was tried with a token")
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed: nothing was tried with a token")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    new = ["softhsm2-util", "--init-token", "--free", "--label", "jieqing", "--pin", "1234", "--so-pin", "4321"]
    subprocess.run(new, check=True, capture_output=True)
    yield {"MODULE": str(SOFTHSM), "TOKEN": "jieqing", "PIN": "1234"}
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture
def token(softhsm, tmp_path, monkeypatch):
    for name, value in softhsm.items():
        monkeypatch.setenv(f"JIEQING_PKCS11_{name}", value)
    return Pkcs11Keystore(tmp_path / "keys")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def refused(act) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.remedy.zh
    return caught.value


def test_a_key_comes_back_and_lies_encrypted_in_a_private_file(store):
    tenant = new_id()
    store.keep(tenant, 1, SECRET)
    assert store.fetch(tenant, 1) == SECRET
    assert store.versions(tenant) == [1]
    assert len(files(store.folder)) == 2
    for path in files(store.folder):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert SECRET not in path.read_bytes()
        assert b"right" not in path.read_bytes()
    for folder in (store.folder, store.folder / str(tenant)):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_version_is_never_replaced(store):
    tenant = new_id()
    store.keep(tenant, 1, SECRET)
    with pytest.raises(FileExistsError):
        store.keep(tenant, 1, b"another")
    assert store.fetch(tenant, 1) == SECRET
    assert not [path for path in files(store.folder) if path.name.startswith(".")], "a half of a file is left"


def test_a_wrong_passphrase_is_refused_with_a_remedy(store, monkeypatch):
    tenant = new_id()
    store.keep(tenant, 1, SECRET)
    monkeypatch.setenv("JIEQING_KEY_PASSPHRASE", "wrong")
    for act in (lambda: store.fetch(tenant, 1), lambda: store.keep(tenant, 2, SECRET)):
        no = refused(act)
        assert (no.code, no.field, no.status) == ("key_passphrase_wrong", "JIEQING_KEY_PASSPHRASE", 503)
    monkeypatch.delenv("JIEQING_KEY_PASSPHRASE")
    assert refused(lambda: store.fetch(tenant, 1)).code == "key_passphrase_missing"


def test_a_file_that_others_can_read_is_not_used(store):
    tenant = new_id()
    store.keep(tenant, 1, SECRET)
    for path in files(store.folder):
        path.chmod(0o640)
        assert refused(lambda: store.fetch(tenant, 1)).code == "key_file_open_to_others"
        path.chmod(0o600)
    assert store.fetch(tenant, 1) == SECRET


def test_a_key_of_another_tenant_or_version_put_in_its_place_does_not_open(store):
    one, other = new_id(), new_id()
    for tenant in (one, other):
        store.keep(tenant, 1, SECRET)
        store.keep(tenant, 2, SECRET)
    ours = store.folder / str(one) / "1"
    before = ours.read_bytes()
    for theirs in (store.folder / str(other) / "1", store.folder / str(one) / "2"):
        ours.write_bytes(theirs.read_bytes())
        assert refused(lambda: store.fetch(one, 1)).code == "tenant_key_damaged"
    ours.write_bytes(before[:-1] + bytes((before[-1] ^ 1,)))
    assert refused(lambda: store.fetch(one, 1)).code == "tenant_key_damaged"


def test_a_missing_key_is_named_with_the_remedy(store):
    no = refused(lambda: store.fetch(new_id(), 1))
    assert (no.code, no.field) == ("tenant_key_missing", "JIEQING_KEYS")


def test_the_passphrase_is_stretched_as_rfc_9106_asks(store):
    store.keep(new_id(), 1, SECRET)
    head = json.loads((store.folder / "master.json").read_text())
    assert head["argon2id"] == {"iterations": 3, "lanes": 1, "memory_cost": 65536}


@pytest.mark.parametrize("lanes", [1, 4], ids=["as made now", "as an older store has it"])
def test_requests_that_unlock_the_store_at_the_same_time_all_get_on(store, lanes, monkeypatch):
    monkeypatch.setitem(ARGON2ID, "lanes", lanes)
    store.keep(new_id(), 1, SECRET)
    _unlocked.cache_clear()
    requests = [threading.Thread(target=store.check, daemon=True) for _ in range(4)]
    for request in requests:
        request.start()
    for request in requests:
        request.join(timeout=60)
    assert not any(request.is_alive() for request in requests)


@pytest.mark.parametrize(("name", "value"), [("KEY_STORE_DIRECTORY", ""), ("KEY_STORE", "paper")])
def test_settings_that_name_no_store_are_refused(settings, name, value):
    setattr(settings, name, value)
    assert refused(key_store).code == "key_store_missing"


def test_an_unknown_profile_is_refused(settings, db):
    settings.VAULT_PROFILE = "rot13"
    assert refused(lambda: vault.new_tenant(JIA)).code == "vault_profile_unknown"


def test_a_version_left_by_a_rolled_back_transaction_is_passed_over(settings, db, tmp_path):
    settings.KEY_STORE_DIRECTORY = str(tmp_path / "keys")
    key_store().keep(JIA.tenant, 1, SECRET)
    vault.new_tenant(JIA)
    assert key_store().versions(JIA.tenant) == [1, 2]
    assert vault.open(JIA, vault.seal(JIA, new_id(), "claim.note", "x"), "own_claim") == "x"


def test_a_token_keeps_the_master_key_and_opens_the_files(token):
    tenant = new_id()
    token.keep(tenant, 1, SECRET)
    assert token.fetch(tenant, 1) == SECRET
    (path,) = files(token.folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    sealed = path.read_bytes()
    for at in range(len(sealed)):
        path.write_bytes(sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :])
        assert refused(lambda: token.fetch(tenant, 1)).code == "tenant_key_damaged"
    path.write_bytes(sealed[:20])
    assert refused(lambda: token.fetch(tenant, 1)).code == "tenant_key_damaged"


def test_the_master_key_cannot_be_taken_out_of_the_token(token):
    import pkcs11

    from jieqing.vault.providers.pkcs11_keystore import _token

    token.keep(new_id(), 1, SECRET)
    key = _token()._key
    assert key[pkcs11.Attribute.SENSITIVE]
    assert not key[pkcs11.Attribute.EXTRACTABLE]
    with pytest.raises(pkcs11.PKCS11Error):
        key[pkcs11.Attribute.VALUE]


def test_the_vault_works_with_a_token(token, settings, db):
    settings.KEY_STORE, settings.KEY_STORE_DIRECTORY = "pkcs11", str(token.folder)
    vault.new_tenant(JIA)
    sealed = vault.seal(JIA, new_id(), "claim.debtor_name", "沈大伟")
    assert vault.open(JIA, sealed, "own_claim") == "沈大伟"
    assert vault.mask(JIA, [sealed]) == ["沈**"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("JIEQING_PKCS11_PIN", "9999"), ("JIEQING_PKCS11_TOKEN", "none such"), ("JIEQING_PKCS11_PIN", "")],
)
def test_a_token_that_cannot_be_used_is_refused_with_a_remedy(token, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    monkeypatch.setattr("jieqing.vault.providers.pkcs11_keystore._sessions", {})
    assert refused(lambda: token.fetch(new_id(), 1)).code == "key_token_not_usable"


def test_a_library_that_is_not_there_is_refused_with_a_remedy(tmp_path, monkeypatch):
    monkeypatch.setenv("JIEQING_PKCS11_MODULE", str(tmp_path / "none.so"))
    monkeypatch.setenv("JIEQING_PKCS11_TOKEN", "any")
    monkeypatch.setenv("JIEQING_PKCS11_PIN", "1234")
    assert refused(lambda: Pkcs11Keystore(tmp_path).fetch(new_id(), 1)).code == "key_token_not_usable"
