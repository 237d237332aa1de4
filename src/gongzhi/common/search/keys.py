"""
This will cut text into the pairs of characters that are indexed, in Python and in PostgreSQL alike.

The pairs go across white space, so that a phrase is found as `LIKE` finds it.
"""

from gongzhi.kernel.text import initials_key, pinyin_key, search_key

# Between the lines of a search text; no search key holds it, so no match reaches across.
LINE = "\n"
SHORTEST_EXACT = 2


def pairs(key: str) -> list[str]:
    """Cut a search key into its overlapping pairs, each once; none for fewer than two characters."""
    return list(dict.fromkeys(key[place : place + 2] for place in range(len(key) - 1)))


def searchable(*texts: str, read_aloud: tuple[str, ...] = ()) -> str:
    """
    Join texts into what is searched: a line of search key each.

    ``read_aloud`` are those that people also type by sound: their pinyin without spaces and its initials follow.
    """
    lines = [search_key(text) for text in texts]
    for text in read_aloud:
        lines += [pinyin_key(text).replace(" ", ""), initials_key(text)]
    return LINE.join(dict.fromkeys(line for line in lines if line))


def quoted_lexeme(pair: str) -> str:
    """Write a pair as a lexeme of PostgreSQL's tsquery."""
    escaped = pair.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
