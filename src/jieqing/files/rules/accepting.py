"""Whether a file may come in: its size, what it is, whether its name tells the truth. Each no says what it is."""

from dataclasses import dataclass

from jieqing.files.rules.catalogue import MB, Kind, catalogue
from jieqing.files.rules.detecting import found_in
from jieqing.files.rules.naming import cleaned
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

FIELD = "file"


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a file is, and the name that it keeps: clean, with an extension that fits."""

    kind: Kind
    filename: str


def accepted(data: bytes, filename: str) -> Accepted:
    """Judges a file by its content; a name without an extension gets the right one.

    Raises Refusal: file_empty, file_too_large, file_type_not_accepted, file_lies_about_its_type, file_unreadable.
    """
    if not data:
        raise _empty()
    book = catalogue()
    if len(data) > book.largest_bytes:
        raise too_large()
    stem, extension = cleaned(filename)
    found = found_in(data)
    kinds = [book.kinds[kind] for kind in found.kinds]
    if found.flaw:
        raise _flawed(kinds[0], found.flaw)
    if not kinds[0].is_accepted:
        raise _turned_away(kinds[0], book.by_extension(extension))
    kind = next((kind for kind in kinds if extension in kind.extensions), None)
    if kind is None and extension:
        raise _lies(kinds[0], extension)
    kind = kind or kinds[0]
    if len(data) > kind.max_bytes:
        raise too_large(kind)
    return Accepted(kind, f"{stem or kind.name.zh}.{extension or kind.extensions[0]}")


def _empty() -> Refusal:
    return Refusal(
        "file_empty",
        Words("这个文件是空的。", "This file is empty."),
        remedy=Words("看看原文件能不能打开，再选一次。", "See whether the original opens, then choose it again."),
        field=FIELD,
    )


def too_large(kind: Kind | None = None) -> Refusal:
    """The refusal of a file that is larger than its kind may be, or than any kind may be."""
    most_bytes = kind.max_bytes if kind else catalogue().largest_bytes
    return Refusal(
        "file_too_large",
        Words("文件太大：{name}最多 {mb} MB。", "The file is too large: {name} may have {mb} MB at most.").filled(
            name=kind.name if kind else Words("附件", "an attachment"), mb=most_bytes // MB
        ),
        remedy=Words(
            "分成几份，或降低清晰度后再上传。", "Split it, or save it at a lower resolution, and attach it again."
        ),
        field=FIELD,
        status=413,
    )


def _turned_away(kind: Kind, claimed: Kind | None) -> Refusal:
    """A name that claims an accepted kind for such content lies; an honest name is only of the wrong kind."""
    if claimed is not None:
        message = Words("文件名说是{claimed}，内容却是{kind}。", "By its name this is {claimed}, but it is {kind}.")
        code = "file_lies_about_its_type"
    else:
        message = Words("不收{kind}。", "This is {kind}; it is not accepted.")
        code = "file_type_not_accepted"
    return Refusal(
        code,
        message.filled(kind=kind.name, claimed=claimed.name if claimed else ""),
        remedy=kind.instead,
        field=FIELD,
        status=415,
    )


def _lies(kind: Kind, extension: str) -> Refusal:
    return Refusal(
        "file_lies_about_its_type",
        Words(
            "文件名以 .{extension} 结尾，内容却是{kind}。", "The name ends in .{extension}, but the file is {kind}."
        ).filled(extension=extension, kind=kind.name),
        remedy=Words(
            "把文件名的结尾改成 .{right}，或选对文件再上传。",
            "Rename it to end in .{right}, or choose the right file.",
        ).filled(right=kind.extensions[0]),
        field=FIELD,
        status=415,
    )


_FLAWS = {
    "broken": (
        Words("这份文件像是{kind}，但不完整或已损坏。", "This looks like {kind}, but it is incomplete or damaged."),
        Words(
            "重新下载或导出一份，打开看看，再上传。", "Download or export it again, see that it opens, then attach it."
        ),
    ),
    "more": (
        Words("这份{kind}后面还藏着别的内容。", "Something else hides behind the end of this file ({kind})."),
        Words("打开后另存一份，再上传新的那份。", "Open it, save it anew, and attach the new one."),
    ),
    "bomb": (
        Words("这个压缩格式的文件展开后大得不正常。", "Unpacked, this file would be abnormally large."),
        Words("存成 PDF 再上传。", "Save it as a PDF and attach that."),
    ),
    "locked": (
        Words("这份文件加了密码。", "This file is password-protected."),
        Words("去掉密码再上传。", "Remove the password and attach it again."),
    ),
}


def _flawed(kind: Kind, flaw: str) -> Refusal:
    message, remedy = _FLAWS[flaw]
    return Refusal("file_unreadable", message.filled(kind=kind.name), remedy=remedy, field=FIELD, status=415)
