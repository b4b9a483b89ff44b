"""Every test of the vault starts with keys for 甲, 乙, 丙 and 丁, in each of the two profiles."""

import pytest

from jieqing.vault import service as vault
from jieqing.vault.tests.cast import BING, DING, JIA, YI


@pytest.fixture(params=["international", "sm"])
def keys(request, settings, db):
    settings.VAULT_PROFILE = request.param
    for actor in (JIA, YI, BING, DING):
        vault.new_tenant(actor)
    return request.param
