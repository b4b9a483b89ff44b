"""Uploads are held in memory, never in a file of the system: what people attach is not to lie anywhere unsealed.

Bounded, therefore: a file larger than any kind may be, or a request larger than REQUEST_BYTES, is read to its end but
not kept, and refused in words when somebody reads it.
"""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from jieqing.files.rules.accepting import too_large
from jieqing.files.rules.catalogue import catalogue

LARGEST_BYTES = catalogue().largest_bytes
REQUEST_BYTES = 120_000_000


class TooLarge(InMemoryUploadedFile):
    """What stands for a file that was not kept."""

    def read(self, *_size: int) -> bytes:
        raise too_large()


class InMemory(FileUploadHandler):
    """Django's upload handler, one for each request. Settings: FILE_UPLOAD_HANDLERS."""

    kept = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.content, self.is_too_large = BytesIO(), False
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept += len(raw_data)
        self.is_too_large |= start + len(raw_data) > LARGEST_BYTES or self.kept > REQUEST_BYTES
        if self.is_too_large:
            self.content = BytesIO()
        else:
            self.content.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        kind = TooLarge if self.is_too_large else InMemoryUploadedFile
        self.content.seek(0)
        return kind(
            self.content, self.field_name, self.file_name, self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip
