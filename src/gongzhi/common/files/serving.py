"""This will hand a kept file to a browser, after the room has checked who may have it."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest

from gongzhi.common.exports.downloads import as_attachment
from gongzhi.common.files.models import StoredFile

logger = logging.getLogger(__name__)


def serve(request: HttpRequest, file: StoredFile) -> FileResponse:  # noqa: ARG001 -- called like a view
    """
    Answer with the file as an attachment in a sandbox; never inline, never kept by caches.

    The caller has loaded ``file`` through what the actor may see: this checks nothing of that.

    :raises Http404: if the bytes are gone from the disk; that is logged for the operator
    """
    try:
        content = default_storage.open(file.path)
    except FileNotFoundError as error:
        logger.exception("Stored file %s is missing on disk", file.pk)
        raise Http404 from error
    return as_attachment(FileResponse(content, content_type=file.media_type), file.name)
