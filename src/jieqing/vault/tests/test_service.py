from jieqing.kit.ids import new_id
from jieqing.vault import service as vault
from jieqing.vault.tests.cast import JIA


def test_smoke(keys):
    s = new_id()
    b = vault.seal(JIA, s, "claim.debtor_name", "沈大伟")
    assert vault.open(JIA, b, "own_claim") == "沈大伟"
    assert vault.mask(JIA, [b]) == ["沈**"]
    assert vault.find_equal(JIA, "claim.debtor_name", " 沈大伟") == [s]
