"""The same over a Ray cluster (`pip install jieqing[ray]`), for portfolios that one machine can't hold."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from jieqing.claims.batch.assess import Basis, Item, chunks, figures_of_chunk
from jieqing.claims.rules.figures import Figures
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

_AHEAD = 16


def assess_over_ray(items: Iterable[Item], basis: Basis, *, address: str | None = None) -> Iterator[Figures]:
    """The figures of each case, in order, computed by the cluster at `address` (None: one on this machine).

    Cases travel unencrypted between the machines of a cluster; they name nobody. Raises Refusal where Ray is missing.
    """
    ray = _ray()
    started_here = not ray.is_initialized()
    if started_here:
        ray.init(address=address, include_dashboard=False, log_to_driver=False, logging_level="error")
    try:
        yield from _spread(ray, items, ray.put(basis))
    finally:
        if started_here:
            ray.shutdown()


def _spread(ray: Any, items: Iterable[Item], basis: Any) -> Iterator[Figures]:
    work, waiting = ray.remote(figures_of_chunk), deque[Any]()
    for chunk in chunks(items):
        waiting.append(work.remote(chunk, basis))
        if len(waiting) >= _AHEAD:
            yield from ray.get(waiting.popleft())
    while waiting:
        yield from ray.get(waiting.popleft())


def _ray() -> Any:
    try:
        import ray  # noqa: PLC0415 - an extra that most houses do without
    except ImportError:
        raise Refusal(
            "ray_missing",
            Words("没有安装 Ray。", "Ray is not installed."),
            remedy=Words("装上再试：pip install 'jieqing[ray]'。", "Install it: pip install 'jieqing[ray]'."),
        ) from None
    return ray
