"""What could not be understood of a file: of the whole (Refusal), of a row (RowProblem), of a cell (Unreadable)."""

from dataclasses import dataclass

from jieqing.kit.words import Words


class Unreadable(Exception):  # noqa: N818 - an answer to the writer of the file, like Refusal
    """A cell that does not say what its column asks for; the reader adds row and column."""

    def __init__(self, words: Words, remedy: Words, basis: str = "") -> None:
        super().__init__(words.en)
        self.words, self.remedy, self.basis = words, remedy, basis


@dataclass(frozen=True, slots=True)
class RowProblem:
    """`row` counts as spreadsheets do, the header being row 1 where nothing stands above it; `column` is its header.

    `is_refused`: the row is left out; otherwise it is taken, and this says what was dropped or marked.
    """

    row: int
    column: Words
    message: Words
    remedy: Words
    basis: str = ""
    is_refused: bool = True

    @property
    def said(self) -> Words:
        """The whole of it in one line."""
        words = Words("第 {row} 行，{column}：{message}{remedy}", "Row {row}, {column}: {message} {remedy}")
        return words.filled(row=self.row, column=self.column, message=self.message, remedy=self.remedy)
