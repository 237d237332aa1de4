"""
This room follows every voice to its answer.

Its nouns are voices, their receipts, the matters they are about, escalation, replies, and what the speakers say of
them.

Source: product.md R11, R19, R20; rules.md §8 (首接负责, 回访)
"""
