"""This will show visits and take deeds with them."""
