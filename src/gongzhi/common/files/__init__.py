"""
Files that people hand in: looked at before they are kept, kept under a name of ours, served without a script.

``archives`` looks into a zip without unpacking it, ``media`` tells what a file really is, ``services`` keeps it and
``serving`` hands it out after the room has checked who may have it.
"""
