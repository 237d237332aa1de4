"""
This will keep text from being run as a formula by the program that opens it, and give it back unchanged.

An apostrophe goes before text that starts like a formula, also before text that starts with apostrophes and then like
a formula: so taking one away restores exactly what was there.
"""

import re

_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
MARK = "'"


def neutralise(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet might run; a lone sign like “-” is harmless and stays."""
    return f"{MARK}{text}" if len(text) > 1 and _LIKE_A_FORMULA.match(text) else text


def restore(text: str) -> str:
    """Take the apostrophe of `neutralise` away again; other text stays as it is."""
    inner = text.removeprefix(MARK)
    return inner if len(inner) > 1 and inner != text and _LIKE_A_FORMULA.match(inner) else text
