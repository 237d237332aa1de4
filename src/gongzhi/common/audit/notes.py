"""
This will write checkpoints as short notes that people keep: on paper, in a mail, in a minute book.

A note is text of seven lines; the first five and the empty one are what is signed. Pure Python.
"""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from gongzhi.common.audit import canonical

TITLE = "gongzhi audit log 1"
_FORM = re.compile(
    rf"{TITLE}\nfederation (?P<federation>[0-9a-f-]{{36}})\nsize (?P<size>\d{{1,18}})\n"
    r"root (?P<root>[A-Za-z0-9+/]{43}=)\nat (?P<at>[0-9T:.+-]{32})\n\n"
    r"signature (?P<key_id>[0-9a-f]{16}) (?P<signature>[A-Za-z0-9+/]{86}==)\n?",
)


class UnreadableNote(ValueError):
    """A file is not a checkpoint of a log, or is damaged."""


@dataclass(frozen=True)
class Note:
    """A checkpoint outside the database. ``root`` has 32 bytes, ``signature`` 64, ``key_id`` 16 hex digits."""

    federation_id: UUID
    size: int
    root: bytes
    at: datetime
    signature: bytes = b""
    key_id: str = ""

    def body(self) -> bytes:
        """Write what is signed."""
        lines = [
            TITLE,
            f"federation {self.federation_id}",
            f"size {self.size}",
            f"root {base64.b64encode(self.root).decode()}",
            f"at {canonical.instant(self.at)}",
        ]
        return ("\n".join(lines) + "\n\n").encode()

    def text(self) -> str:
        """Write the whole note."""
        return f"{self.body().decode()}signature {self.key_id} {base64.b64encode(self.signature).decode()}\n"

    @classmethod
    def parsed(cls, text: str) -> Self:
        """
        Read a note; line ends of any system are fine.

        :raises UnreadableNote: if a single character is out of place
        """
        found = _FORM.fullmatch("\n".join(text.strip().splitlines()))
        if found is None:
            raise UnreadableNote
        try:
            return cls(
                federation_id=UUID(found["federation"]),
                size=int(found["size"]),
                root=base64.b64decode(found["root"], validate=True),
                at=datetime.fromisoformat(found["at"]),
                signature=base64.b64decode(found["signature"], validate=True),
                key_id=found["key_id"],
            )
        except ValueError as problem:
            raise UnreadableNote from problem
