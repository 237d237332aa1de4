"""
The door: pages that need no account, and the way from signing in to the right desk.

Nouns: entry (of the installation), face (of one federation), chooser. Everything here is public and says nothing of
persons. Units below county level build no apps of their own (国办函〔2026〕12号, art. 2): this is a web site.
"""
