"""This will compare what the records say with what lies on the disk."""

from collections.abc import Iterator

from django.core.files.storage import default_storage

from gongzhi.common.files.models import StoredFile
from gongzhi.common.tenancy import current_federation_id


def missing() -> list[StoredFile]:
    """List the records of the scope's federation whose bytes are gone."""
    return [file for file in StoredFile.objects.order_by("pk") if not default_storage.exists(file.path)]


def orphans() -> Iterator[str]:
    """Give the paths of the scope's federation that no record names, left behind by deeds that failed."""
    known = {file.path for file in StoredFile.objects.all()}
    top = current_federation_id().hex
    if not default_storage.exists(top):
        return
    for folder in default_storage.listdir(top)[0]:
        for name in default_storage.listdir(f"{top}/{folder}")[1]:
            path = f"{top}/{folder}/{name}"
            if path not in known:
                yield path
