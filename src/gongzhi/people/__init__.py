"""
Human beings as a federation knows them, and the accounts they sign in with.

Nouns: account (a way to sign in, belongs to no federation), person (somebody known to one federation), contact point
(masked unless revealed with a reason). Personal data is the least that the work needs (PIPL art. 6, 19; mark F).
"""
