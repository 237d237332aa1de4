"""What every page shares: scope and language of a request, forms of deeds, refusals, error pages."""
