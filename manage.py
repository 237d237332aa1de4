#!/usr/bin/env python
"""This will run Django's commands for Gongzhi."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings.dev")
    execute_from_command_line(sys.argv)
