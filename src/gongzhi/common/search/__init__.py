"""
Search that finds every place where the words stand, from two characters on, and counts them exactly.

Chinese has no spaces to cut at; segmenting loses recall and trigrams are slow on words of two characters. So each text
is cut into overlapping pairs of characters, and the pairs are indexed.
"""
