"""Tests of the whole house; those of one room stand beside it."""
