"""Measurements. Each prints one JSON object; none is a timed test. Run them with ``bin/bench NAME``."""
