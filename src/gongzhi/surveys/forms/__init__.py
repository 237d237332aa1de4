"""This will take what people type in this room, and say on the field what is wrong with it."""
