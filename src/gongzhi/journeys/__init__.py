"""
This room holds the deeds that span siblings, one file each.

From matter to motion, from resolution to task to the matter's answer, from a remark in a meeting to a voice.
"""
