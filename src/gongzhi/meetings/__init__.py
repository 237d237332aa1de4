"""
Hold the meetings of the federation's bodies and say before a vote whether it is lawful.

Nouns: notice, agenda, entitled, present, proxy, quorum, motion, resolution, minutes. Quorums, majorities and days of
notice are decision clauses of the institution: the charter, the regulations of the party, the law of residents' bodies.
"""
