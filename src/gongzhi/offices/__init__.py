"""
Hold bodies, offices and terms in two times: when somebody held an office, and when that was known.

Nouns: body, office, term, mandate, standing. Every right comes from a term that is valid on the day; a correction
supersedes and nothing is deleted. The approval of leading cadres follows the circular 中办发〔1998〕17号.
"""
