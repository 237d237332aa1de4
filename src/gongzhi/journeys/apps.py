"""This will register the room: what it listens to, and what it adds to the pages of the rooms below."""

from django.apps import AppConfig

from gongzhi.common import registry


class JourneysConfig(AppConfig):
    """The room of journeys."""

    name = "gongzhi.journeys"
    label = "journeys"

    def ready(self) -> None:
        """Fill the slots of the groundwork, of matters and of meetings."""
        from gongzhi.journeys import receivers  # noqa: PLC0415 -- models exist only now
        from gongzhi.journeys.selectors import desk, slots  # noqa: PLC0415 -- models exist only now
        from gongzhi.matters import slots as of_matters  # noqa: PLC0415 -- models exist only now
        from gongzhi.meetings import links as of_meetings  # noqa: PLC0415 -- models exist only now

        receivers.listen()
        registry.desk_source(desk.desk_items)
        of_matters.on_deed(slots.agenda_deed)
        of_matters.on_deed(slots.answer_deed)
        of_matters.on_facts(slots.matter_facts)
        of_meetings.item_source(slots.ways_of_items)
        of_meetings.remark_source(slots.ways_of_remarks)
        of_meetings.resolution_source(slots.ways_of_resolution)
