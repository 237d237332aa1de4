"""This will say which deed an import allows when, and why another is refused."""

from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.states import StateTable
from gongzhi.kernel.text import gettext_noop as _

BATCH_DEEDS = StateTable(
    [
        ("uploaded", "preview", "previewed"),
        ("previewed", "mend", "previewed"),
        ("previewed", "commit", "committed"),
        ("previewed", "discard", "discarded"),
    ]
)


class PreviewOutdated(ChangedMeanwhile):
    """The register is no longer what the preview was made against."""

    message = _(
        "Somebody else has changed the register since this preview was made. Nothing was taken over. Refresh the "
        "preview, look at the rows again, then take them over."
    )


class NothingToCommit(DomainError):
    """No row of the import is clean and new."""

    message = _("There is nothing to take over: no row is both clean and new.")


class FieldUnknown(DomainError):
    """A row was to be mended in a field its table does not have."""

    message = _("The table has no field “%(name)s”.")
