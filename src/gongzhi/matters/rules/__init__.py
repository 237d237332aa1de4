"""
Hold the rules of matters: what can be done when, how the clock runs, who is reminded, where a voice has been.

Everything here is pure: codes, days and rows go in, frozen values come out.
"""
