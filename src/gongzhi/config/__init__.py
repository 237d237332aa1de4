"""Settings and the root of the URLs: the only room that knows all others."""
