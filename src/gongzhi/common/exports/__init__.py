"""
Lists that leave the house: spreadsheets, tables of text, Word papers, each handed out as a download.

A spreadsheet program runs what begins like a formula; ``neutral`` takes that away and the importer gives it back.
Whoever exports personal data writes the audit record.
"""
