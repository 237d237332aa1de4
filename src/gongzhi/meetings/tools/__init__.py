"""
Programs that people take away: each is one file, needs nothing of Gongzhi, and can be read before it is trusted.

Never imported by the pages: they do the same as ``rules`` a second time, written apart, so that one checks the other.
"""
