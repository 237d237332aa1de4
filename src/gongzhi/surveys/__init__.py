"""
This room asks members and residents: surveys in versions, rounds, answers counted once, results with their uncertainty.

Source: product.md R16; charter model art. 82, 83
"""
