"""A directory file on disk, for the command line."""

from datetime import date
from pathlib import Path

from jieqing.agencies.exchange.reading import read_directory
from jieqing.agencies.exchange.tables import MOST_BYTES
from jieqing.agencies.exchange.unreadable import RowProblem
from jieqing.agencies.rules.listing import Listing
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words


def read_directory_file(path: Path, on: date) -> tuple[tuple[Listing, ...], tuple[RowProblem, ...]]:
    """The agencies of a file on disk, and what was wrong with its rows; raises Refusal where it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refusal(
            "file_unreadable",
            Words(f"打不开文件 {path}。", f"The file {path} cannot be opened: {error.strerror}."),
            remedy=Words("请检查路径和权限。", "Check its path and permissions."),
            field="directory",
        ) from None
    read = read_directory(data, on)
    return tuple(taken.listing for taken in read.taken), tuple(read.problems)
