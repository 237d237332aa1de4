"""
Groundwork that knows no word of the domain.

Tenancy, deeds and their keys, the audit log, the outbox and jobs, files, imports and exports, search, the web kit, and
the registry of slots that higher rooms fill. Nothing here may import a room above it.
"""
