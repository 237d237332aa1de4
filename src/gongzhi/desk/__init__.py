"""
The signed-in home: what is due from me, what waits for others, what was answered.

The desk owns no table. Rooms offer lines through ``registry.desk_source``; the institution offers the year.
"""
