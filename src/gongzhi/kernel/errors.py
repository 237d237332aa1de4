"""
State the errors that a person can meet and put right.

An anticipated error is a subclass of `DomainError`, defined where it is raised. Everything else that
goes wrong is a defect and propagates.
"""

from gongzhi.kernel.text import gettext_noop as _


class DomainError(Exception):
    """
    Tell a person, in one sentence, why a deed cannot be done.

    ``message`` is an English msgid with named params (``%(name)s``); the web layer translates it before
    it fills in ``params``. ``field`` names the form field to blame; ``None`` blames the whole form.
    """

    message: str = _("This cannot be done.")

    def __init__(self, *, field: str | None = None, **params: object) -> None:
        super().__init__()
        self.field = field
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class ChangedMeanwhile(DomainError):
    """Tell a person that somebody else was faster."""

    message = _("Somebody else has changed this in the meantime. Look at the page again, then decide anew.")
