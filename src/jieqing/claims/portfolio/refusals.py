"""The noes of imports."""

from uuid import UUID

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words


class AlreadyHere(Refusal):
    """The same file was given before, by whomever (409). `first` is that import."""

    def __init__(self, first: UUID, state: str) -> None:
        is_waiting = state == "read"
        super().__init__(
            "ledger_already_here",
            Words(
                "这个文件已经交过了，还在等确认。" if is_waiting else "这个文件已经导入过了，没有再导一遍。",
                "This file was given before and waits to be confirmed."
                if is_waiting
                else "This file was imported before; it was not imported again.",
            ),
            remedy=Words(
                "打开上次那份看看；要重导，先把那次撤销。",
                "Open the earlier one; to import it anew, undo that one first.",
            ),
            field="file",
            status=409,
            about=first,
        )
        self.first = first


def not_there() -> Refusal:
    """The one answer for an import that isn't there and for another tenant's."""
    return Refusal(
        "import_not_found",
        Words("没有这次导入。", "There is no such import."),
        remedy=Words("回到“台账”看看有哪些。", "See which there are under “Ledgers”."),
        status=404,
    )


def not_now() -> Refusal:
    """What was asked does not fit the state that the import is in."""
    return Refusal(
        "import_state_wrong",
        Words("这次导入已经走到别的一步了。", "This import has moved on in the meantime."),
        remedy=Words("刷新页面，看看现在到哪一步。", "Reload the page to see where it stands."),
        status=409,
    )


def changed_meanwhile() -> Refusal:
    """Somebody else changed mapping or choices after the page was made."""
    return Refusal(
        "import_changed_meanwhile",
        Words("别人刚改过这次导入的设置，您的还没生效。", "Somebody just changed this import; yours is not done yet."),
        remedy=Words("看看现在的样子，再改一次。", "See how it stands now, then change it again."),
        status=409,
    )


def nothing_in_it() -> Refusal:
    """No line of the file becomes a claim."""
    return Refusal(
        "nothing_to_import",
        Words("没有一行能导入。", "No line of it can be imported."),
        remedy=Words("看看下面每行的问题，改好文件再交。", "See what is wrong below, mend the file and give it again."),
        field="file",
    )


def choice_unknown(field: str) -> Refusal:
    """A choice that the page does not offer."""
    return Refusal(
        "choice_unknown",
        Words("没有这个选项。", "There is no such choice."),
        remedy=Words("在页面上列出的里面选。", "Choose one of those on the page."),
        field=field,
    )


def row_unknown(row: int) -> Refusal:
    """A line that can't be moved, for it is none of those to be imported."""
    return Refusal(
        "row_unknown",
        Words(f"要导入的里面没有第 {row} 行。", f"Row {row} is none of those to be imported."),
        remedy=Words("行号看“会变成哪些欠款”那张表。", "For the rows see the table of what will become claims."),
        field="moved",
    )
