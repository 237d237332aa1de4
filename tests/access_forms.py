"""Fill in the forms of a page as a person in a hurry would, and exchange what they choose for what lies next door."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
BY_TYPE = {"date": "2026-12-20", "datetime-local": "2026-12-20T14:00", "time": "14:00", "tel": "13800017777"}
BY_TYPE |= {"email": "somebody@example.org", "number": "1", "search": "", "password": ""}
ANY_TEXT = "测试文字"
LENGTH_OF_A_KEY = 36


@dataclass
class Control:
    """One field: what it would send, and what it offers to choose from."""

    name: str
    kind: str
    value: str = ""
    checked: bool = False
    options: list[str] = field(default_factory=list)

    @property
    def is_key(self) -> bool:
        """Whether the value names a row, as a box in a list of people does."""
        return len(self.value) == LENGTH_OF_A_KEY and self.value.count("-") == 4

    def filled(self) -> Any:
        """Give what a person in a hurry would enter; ``None`` sends nothing."""
        if self.kind == "file":
            return SimpleUploadedFile("附件.pdf", PAPER, content_type="application/pdf")
        if self.kind == "checkbox":
            return self.value if self.checked or self.is_key else None
        if self.kind == "hidden":
            return self.value
        if self.options:
            return self.value or next((each for each in self.options if each), "")
        return self.value or BY_TYPE.get(self.kind, ANY_TEXT)


@dataclass
class Form:
    """One form of a page that posts, and where to."""

    action: str
    controls: dict[str, Control] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """Give all that would be sent."""
        filled = {name: each.filled() for name, each in self.controls.items()}
        return {name: value for name, value in filled.items() if value is not None}

    def choices(self) -> dict[str, list[str]]:
        """List the fields whose value is chosen, not written: lists, radio buttons and what is hidden."""
        chosen = {"select", "radio", "hidden", "checkbox"}
        return {each.name: each.options or [each.value] for each in self.controls.values() if each.kind in chosen}


class _Reader(HTMLParser):
    def __init__(self, method: str) -> None:
        super().__init__()
        self._method = method
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Control | None = None
        self._area: Control | None = None
        self._suggested: dict[str, Control] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method") == self._method:
            self._form = Form(said.get("action", ""))
            self.forms.append(self._form)
        elif tag == "datalist":
            self._select = self._suggested.get(said.get("id", ""))
        elif (self._form is not None and said.get("name")) or tag == "option":
            self._control(tag, said, "checked" in said, "selected" in said)

    def _control(self, tag: str, said: dict[str, str], checked: bool, selected: bool) -> None:
        if tag == "option":
            self._option(said, selected)
        elif tag == "select":
            self._select = self._keep(Control(said["name"], "select"))
        elif tag == "textarea":
            self._area = self._keep(Control(said["name"], "textarea"))
        elif tag == "button":
            self._keep(Control(said["name"], "button", said.get("value", "")))
        elif tag == "input":
            self._input(said, checked)

    def _input(self, said: dict[str, str], checked: bool) -> None:
        kind = said.get("type", "text")
        known = self._form.controls.get(said["name"]) if self._form else None
        if kind == "radio" and known is not None:
            known.options.append(said.get("value", ""))
            known.value = said.get("value", "") if checked else known.value
            return
        value = said.get("value", "")
        control = Control(said["name"], kind, "" if kind == "radio" and not checked else value, checked)
        control.options = [value] if kind == "radio" else []
        kept = self._keep(control)
        if said.get("list"):
            self._suggested[said["list"]] = kept

    def _option(self, said: dict[str, str], selected: bool) -> None:
        if self._select is not None:
            self._select.options.append(said.get("value", ""))
            if selected:
                self._select.value = said.get("value", "")

    def _keep(self, control: Control) -> Control:
        assert self._form is not None
        return self._form.controls.setdefault(control.name, control)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in {"select", "datalist"}:
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.strip("\n")
            self._area = None


def forms_of(html: str, method: str = "post") -> list[Form]:
    """Read all forms of a page that post; or, with ``get``, those that narrow what it shows."""
    reader = _Reader(method)
    reader.feed(html)
    return reader.forms


def form_for(html: str, path: str) -> Form | None:
    """Find the form of a page that posts to a path; one without an action posts to the page itself."""
    return next((form for form in forms_of(html) if (form.action or path).split("?")[0] == path), None)
