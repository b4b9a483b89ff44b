"""What a checkpoint says (C2SP tlog-checkpoint v1.0.0): origin, size and root, one a line."""

from dataclasses import dataclass

from jieqing_verify.spelling import from_base64, from_decimal, to_base64
from jieqing_verify.wrong import Wrong


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's tree at one size: `root` is 32 bytes. `extensions` are opaque lines; our log writes none."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> bytes:
        """The body of the note, as it is signed: each line ends in a newline."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines).encode("utf-8")

    @classmethod
    def from_text(cls, text: bytes) -> "Checkpoint":
        """The checkpoint of a note's text; a Wrong "not_checkpoint" where it is none."""
        try:
            lines = text.decode("utf-8").split("\n")
        except UnicodeDecodeError:
            raise _not_checkpoint() from None
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise _not_checkpoint()
        try:
            return cls(lines[0], from_decimal(lines[1]), from_base64(lines[2], length=32), tuple(lines[3:]))
        except Wrong:
            raise _not_checkpoint() from None


def _not_checkpoint() -> Wrong:
    return Wrong("not_checkpoint", "这不是一份日志检查点。", "This is not a checkpoint of a log.")
