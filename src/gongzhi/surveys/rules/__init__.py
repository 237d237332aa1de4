"""This will say what may be asked, when a question is asked, what counts as an answer, and when a round takes one."""
