"""
Hold the filing of major activities (重大活动报备) of member organisations.

Nouns: filing, class of filing, review step, clock, report. The thresholds, the days and the permit of the police are
clauses of the institution: State Council order 505 for large public events, the federation's charter for the rest.
"""
