"""`python -m jieqing_verify.page`: writes verify.html from its parts."""

from jieqing_verify.page import FILE
from jieqing_verify.page.building import build

FILE.write_text(build(), "utf-8")
print(f"{FILE} ({FILE.stat().st_size:,} bytes)")
