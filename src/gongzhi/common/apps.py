"""This will register the groundwork: the checks of tenancy."""

from django.apps import AppConfig
from django.core import checks


class CommonConfig(AppConfig):
    """The groundwork."""

    name = "gongzhi.common"
    label = "common"

    def ready(self) -> None:
        """Register what must hold before anything runs."""
        from gongzhi.common.tenancy.checks import tenancy  # noqa: PLC0415 -- models exist only now

        checks.register(tenancy, checks.Tags.models)
