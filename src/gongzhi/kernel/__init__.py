"""
Hold the plain-Python ground that every room stands on.

Nothing here knows Django, a database, a clock or a word of the trade: errors, text, identifiers,
periods, workdays, majorities, states, decisions and codes. Everything is a pure function or a
frozen value, except `identifiers.uuid7`, which reads the time and draws lots.
"""
