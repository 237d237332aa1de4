"""This will show filings and take deeds with them."""
