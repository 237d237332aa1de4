"""This will register the room; it fills no slot."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The room of the demo."""

    name = "gongzhi.demo"
    label = "demo"
