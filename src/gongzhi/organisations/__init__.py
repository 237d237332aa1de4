"""
Organisations and their ties to the federation (row R1).

Nouns: organisation (community social organisation, enterprise, unit), its identity across federations, membership with
its spells in two times, representative. A community social organisation is registered, filed or incubating
(民政部 民发〔2017〕191号, mark X; three-tier management, mark F).
"""
