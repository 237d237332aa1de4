"""This will tell the demo's story through the deeds of the other rooms."""

from .loading import DemoReport, NotADemoDatabase, load_demo

__all__ = ["DemoReport", "NotADemoDatabase", "load_demo"]
