"""
Hold the institution of a federation as data that the software executes.

Nouns: pack, clause, layer, obligation, evidence, verdict, waiver. A clause asks for something, an obligation makes
it concrete for a period, evidence shows that it was done, and a verdict says so with its proof. Packs of the nation
and a model charter ship with the room; a federation amends its own charter, and no amendment rewrites a past verdict.
"""
