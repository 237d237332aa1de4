"""This will register the room."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """The room of journeys."""

    name = "gongzhi.journeys"
    label = "journeys"
