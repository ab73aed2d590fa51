"""The key of the hash that stands for a person: HMAC-SHA256, worked out inside DuckDB.

The two pads of the key (RFC 2104) are set as variables of a connection; neither the key nor a pad is ever part of a
statement that is kept, so that none comes into a model, a log or a file.
"""

import hashlib

import duckdb

BLOCK = 64
"""Bytes of a block of SHA-256."""


def set_person_key(con: duckdb.DuckDBPyConnection, key: str) -> None:
    """Let `person_key(x)` work on this connection; `key` is any text."""
    secret = key.encode()
    block = (hashlib.sha256(secret).digest() if len(secret) > BLOCK else secret).ljust(BLOCK, b"\0")
    for name, pad in (("pii_inner", 0x36), ("pii_outer", 0x5C)):
        con.execute(f"set variable {name} = $1::blob", [bytes(byte ^ pad for byte in block)])
