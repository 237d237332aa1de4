"""
This will take secret ballots through their stages: prepare, cast, close, open, publish, forget.

Deeds lock the meeting's row, as all deeds of a meeting do; only casting takes a shared lock, so that a hall full of
people can vote at once and closing waits for whoever was in time.
"""
