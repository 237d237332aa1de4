"""This will keep a file that was handed in, as part of another room's deed."""

from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from gongzhi.common.files.errors import EmptyFile, TooLarge, UnsafeName, WrongKind
from gongzhi.common.files.media import KINDS, examine
from gongzhi.common.files.models import StoredFile
from gongzhi.common.permissions import Actor
from gongzhi.kernel.text import unsafe_characters

FILE_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 255


def keep_file(
    *, actor: Actor, name: str, content: bytes, at: datetime, limit: int = FILE_BYTES, endings: tuple[str, ...] = ()
) -> StoredFile:
    """
    Look at a file and keep it, in the transaction of the deed it belongs to.

    ``name`` is what the person's computer called it. ``endings`` (with dots) narrow what is taken, e.g. to pictures;
    none means all of `KINDS`. If the deed fails, bytes without a record stay behind; `orphans` finds them.

    :raises FileRefused: EmptyFile, TooLarge, WrongKind, ContentDiffers, DamagedFile, SuspiciousArchive, UnsafeName
    """
    shown = safe_name(name)
    ending = PurePosixPath(shown).suffix.lower()
    allowed = endings or tuple(KINDS)
    if ending not in allowed:
        raise WrongKind(allowed=" ".join(allowed))
    if not content:
        raise EmptyFile
    if len(content) > limit:
        raise TooLarge(limit=f"{limit // (1024 * 1024)} MB")
    media_type, kept = examine(ending=ending, content=content)
    file = StoredFile(
        name=shown,
        media_type=media_type,
        size=len(kept),
        sha256=sha256(kept).hexdigest(),
        handed_in_by_id=actor.person_id,
        handed_in_at=at,
    )
    default_storage.save(file.path, ContentFile(kept))
    file.save(force_insert=True)
    return file


def safe_name(name: str) -> str:
    """
    Take the last part of a name as a person would see it.

    :raises UnsafeName: if it is empty, too long, or has characters that deceive
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not last.strip(".") or len(last) > LONGEST_NAME or unsafe_characters(last) or "\n" in last or "\r" in last:
        raise UnsafeName
    return last
