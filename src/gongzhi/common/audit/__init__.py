"""
The log of deeds, which cannot be changed unnoticed.

Every deed writes an event in its own transaction. A sealer numbers committed events, grows a Merkle tree (RFC 6962)
over them and signs checkpoints. Whoever keeps a checkpoint outside the house can later prove an edit, a deletion,
an insertion, a new order or a shortened log. What an event says of persons can be erased by law without breaking it.
"""

from .erasing import erase_payload
from .keys import NoSigningKey, ensure_signing_key, rotate_signing_key
from .notes import Note
from .proofs import EventProof, NotSealedYet, prove
from .recording import OutsideTransaction, ThreadEntry, UnregisteredCode, record, thread
from .reports import ExitCode, Problem, VerifyReport
from .sealing import last_checkpoint, note_of, seal, seal_all, seal_now
from .verifying import verify

__all__ = [
    "EventProof",
    "ExitCode",
    "NoSigningKey",
    "NotSealedYet",
    "Note",
    "OutsideTransaction",
    "Problem",
    "ThreadEntry",
    "UnregisteredCode",
    "VerifyReport",
    "ensure_signing_key",
    "erase_payload",
    "last_checkpoint",
    "note_of",
    "prove",
    "record",
    "rotate_signing_key",
    "seal",
    "seal_all",
    "seal_now",
    "thread",
    "verify",
]
