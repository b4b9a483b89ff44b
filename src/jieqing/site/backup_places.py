"""Which directories a backup may go to: new ones, apart from each other, where we may write."""

import os
from pathlib import Path

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words


def refuse_places(to: Path, keys_to: Path) -> None:
    """Raises Refusal when a directory holds something, cannot be made, or when the keys would lie with the data."""
    if _is_within(to, keys_to) or _is_within(keys_to, to):
        raise Refusal(
            "keys_beside_data",
            Words(
                "密钥不能和数据放在一起：谁拿到那个目录，就什么都能打开。",
                "The keys may not lie with the data: whoever gets that directory could open everything.",
            ),
            remedy=Words(
                "--keys-to 另写一个目录，最好在另一块盘或另一台机器上。",
                "Give --keys-to another directory, best on another disk or machine.",
            ),
            field="--keys-to",
        )
    for place, option in ((to, "--to"), (keys_to, "--keys-to")):
        _refuse(place, option)


def _is_within(inner: Path, outer: Path) -> bool:
    return inner.resolve().is_relative_to(outer.resolve())


def _refuse(place: Path, option: str) -> None:
    if place.is_symlink() or (place.exists() and (not place.is_dir() or any(place.iterdir()))):
        raise Refusal(
            "directory_not_empty",
            Words("{path} 已经有东西了。", "There is something in {path} already.").filled(path=place),
            remedy=Words("{option} 写一个新目录。", "Give {option} a new directory.").filled(option=option),
            field=option,
        )
    if not place.parent.is_dir():
        raise Refusal(
            "directory_missing",
            Words("没有目录 {path}。", "There is no directory {path}.").filled(path=place.parent),
            remedy=Words("先建好它，或改 {option}。", "Make it first, or change {option}.").filled(option=option),
            field=option,
        )
    if not os.access(place.parent, os.W_OK | os.X_OK):
        raise Refusal(
            "directory_not_writable",
            Words("不能在 {path} 里写。", "We may not write in {path}.").filled(path=place.parent),
            remedy=Words("给本用户写的权限，或改 {option}。", "Let this user write there, or change {option}.").filled(
                option=option
            ),
            field=option,
        )
