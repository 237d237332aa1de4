"""This will correct how Django writes days where it is wrong for our readers."""
