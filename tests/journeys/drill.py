"""A house that keeps papers, run as a process of its own on the state directory of JIEQING_STATE.

python -m tests.journeys.drill keep     fills a new house, prints what it kept as JSON, stays open until stdin ends
python -m tests.journeys.drill look     reads that JSON from stdin, opens everything again, prints what it found
"""

import hashlib
import json
import sys
from uuid import UUID

from jieqing.kit.actor import Actor
from jieqing.kit.ids import new_id
from jieqing.site import house

NAMES = ("借条.png", "送货单.pdf", "微信记录.txt")


def creditor(tenant: UUID) -> Actor:
    return Actor("user:1", tenant, frozenset({"creditor"}), 1, has_second_factor=True)


def keep() -> dict[str, object]:
    from jieqing.agencies.service import load_demo
    from jieqing.files import service as files
    from jieqing.files.tests import samples
    from jieqing.vault import service as vault

    load_demo()
    jia, claim = creditor(new_id()), new_id()
    vault.new_tenant(jia)
    contents = (samples.png(), samples.pdf() + b"%" * 600_000 + b"\n%%EOF", "丙说月底还三万。".encode())
    rows = [files.put(jia, claim, data, filename=name) for data, name in zip(contents, NAMES, strict=True)]
    erased = new_id()
    files.put(jia, erased, contents[2], filename="删除的.txt")
    vault.erase(jia, erased)
    kept = {str(row.id): hashlib.sha256(data).hexdigest() for row, data in zip(rows, contents, strict=True)}
    return {"tenant": str(jia.tenant), "claim": str(claim), "kept": kept}


def look(told: dict[str, object]) -> dict[str, object]:
    from jieqing.agencies.models import Agency
    from jieqing.files import service as files

    jia = creditor(UUID(str(told["tenant"])))
    listed = files.listing(jia, UUID(str(told["claim"])), "own_claim")
    opened = {str(each.id): hashlib.sha256(files.get(jia, each.id, "own_claim")[2]).hexdigest() for each in listed}
    strangers = files.listing(creditor(new_id()), UUID(str(told["claim"])))
    return {
        "names": [each.filename for each in listed], "opened": opened, "agencies": Agency.objects.count(),
        "strangers": len(strangers),
    }  # fmt: skip


def main(what: str) -> None:
    with house.database_up():
        house.migrate()
        if what == "keep":
            print("RESULT", json.dumps(keep()), flush=True)
            sys.stdin.read()
        else:
            print("RESULT", json.dumps(look(json.load(sys.stdin))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
