"""
Hold the party organisations in member organisations and the party life they lead.

Nouns: party organisation, form, full member, party life, special report, hook-up. The forms and their numbers follow
the regulations on the work of party branches (2018), as clauses of the institution.
"""
