"""This will fill Word templates that ship with a room."""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

# XML has no way to write these, not even escaped.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render_docx(*, template: Path, context: Mapping[str, object]) -> bytes:
    """
    Fill a template's placeholders and give the finished .docx.

    Text is escaped, characters XML cannot hold are left out, and the template's expressions run in a sandbox; a
    placeholder without a value is an error of ours and raises.
    """
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_writable)
    document = DocxTemplate(str(template))
    document.render(dict(context), jinja_env=environment)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _writable(value: object) -> object:
    return _UNWRITABLE.sub("", value) if type(value) is str else value
