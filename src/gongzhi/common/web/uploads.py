"""This will stop an upload that is too large while it is still coming in."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUploadHandler(FileUploadHandler):
    """Refuse a body above ``UPLOAD_MAX_BYTES``, by its declared length and, should that lie, by counting."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 -- its name in Django
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Refuse by the declared length, before reading."""
        self.seen = 0
        if content_length > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("upload above the limit")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count what comes in and hand it on."""
        self.seen += len(raw_data)
        if self.seen > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("upload above the limit")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
