"""Tests that drive a browser, as a person would."""
