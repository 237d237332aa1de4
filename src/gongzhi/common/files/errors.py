"""This will state why a file is refused, in words that say how to mend it."""

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _


class FileRefused(DomainError):
    """A file cannot be taken; the subclasses say why."""

    message = _("This file cannot be taken.")


class TooLarge(FileRefused):
    """The file, or what it unpacks to, is larger than what is read."""

    message = _("The file is larger than %(limit)s. Divide it into smaller files.")


class WrongKind(FileRefused):
    """The file is not of a kind that is taken here."""

    message = _("Files of this kind are not taken. Allowed are: %(allowed)s.")


class ContentDiffers(WrongKind):
    """The ending of the name says one thing, the first bytes another."""

    message = _("The content does not match the ending “%(ending)s”. Save the file anew in that format.")


class EmptyFile(FileRefused):
    """There is nothing in the file."""

    message = _("The file is empty. Choose the file again.")


class DamagedFile(FileRefused):
    """The file cannot be opened."""

    message = _("The file is damaged and cannot be opened. Open it in its program, save it anew and try again.")


class SuspiciousArchive(FileRefused):
    """The archive is built so as to exhaust or deceive whoever unpacks it."""

    message = _(
        "The file unpacks to far more than it should, or hides other files. Copy the content into a new file and "
        "try again."
    )


class UnsafeName(FileRefused):
    """The file's name cannot be shown safely or is too long."""

    message = _("The name of the file is too long or has invisible characters. Rename the file and try again.")
