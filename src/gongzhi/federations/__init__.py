"""
Divisions of the country, the federations on them, and the ground they work on.

Nouns: division, federation (the tenant; one per sub-district as a rule, and one guidance group's tenant per district),
community, grid, population cell. Codes follow the national statistical codes of 2023 (2, 4, 6, 9, 12 digits).
"""
