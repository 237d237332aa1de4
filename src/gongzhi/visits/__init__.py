"""
This room plans and records visits to enterprises, notables, deputies, members and households, on a phone.

Source: product.md R17; charter model art. 81
"""
