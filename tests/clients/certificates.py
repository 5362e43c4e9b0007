"""Certificates for servers on loopback."""

import subprocess
from pathlib import Path


def make_certificate(folder: Path, address: str = "127.0.0.1") -> tuple[Path, Path]:
    """A certificate for an address that is its own authority, and its key."""
    certificate, key = folder / f"{address}.pem", folder / f"{address}.key"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=shrike.test", "-addext", f"subjectAltName=IP:{address}"]
    subprocess.run([*command, "-out", certificate, "-keyout", key], check=True, capture_output=True)
    return certificate, key
