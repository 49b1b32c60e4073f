"""A certificate for the pretend Oura: the real one speaks https only, and a new session pays for it each time."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LASTS = timedelta(days=1)


@dataclass(frozen=True)
class Certificate:
    """`bundle`: the authorities a program trusts anyway, and this one; reading them all is a part of the price."""

    chain: Path
    key: Path
    bundle: Path


def make_certificate(folder: Path) -> Certificate:
    """For 127.0.0.1 and a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Pretend Oura")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - LASTS)
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    made = Certificate(folder / "oura.pem", folder / "oura.key", folder / "authorities.pem")
    encoded = certificate.public_bytes(serialization.Encoding.PEM)
    made.chain.write_bytes(encoded)
    made.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    made.bundle.write_bytes(Path(certifi.where()).read_bytes() + encoded)
    return made
