"""Settings by place: base, dev (laptop and trial), test, prod."""
