"""Gongzhi: the institution of a federation of community social organisations, executed."""
