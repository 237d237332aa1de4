"""
This room keeps who took part, as numbers need it.

One fact a contact: of which group, on which day, through which channel; never who.
"""
