"""This room keeps who took part, as numbers need it: one fact a contact, of which group, when, through which channel; never who."""
