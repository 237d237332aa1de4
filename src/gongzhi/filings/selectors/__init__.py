"""This will answer what pages, desks, exports and the institution ask about filings. Everything here reads only."""
