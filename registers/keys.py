"""How a token or a one-day code is kept: only its hash."""

import hashlib


def hashed(secret: str) -> str:
    """SHA-256 of a secret, in hexadecimal. No salt and no slow hash: the secrets are long, random and short-lived."""
    return hashlib.sha256(secret.encode()).hexdigest()
