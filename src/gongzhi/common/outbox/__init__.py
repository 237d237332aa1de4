"""
Facts that one room publishes and others act upon, after the deed is committed and never lost.

A fact is written in the transaction of its deed. A job hands it to each listener in a transaction of its own, with
the mark that this listener has seen it: so each listener's writes happen once, whatever crashes in between.
"""

from .delivering import deliver, drain, sweep, unpark
from .publishing import NotInTransaction, publish

__all__ = ["NotInTransaction", "deliver", "drain", "publish", "sweep", "unpark"]
