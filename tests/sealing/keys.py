"""Keys that exist for tests only."""

from cryptography.fernet import Fernet

OLD, NEW, FOREIGN = (Fernet.generate_key().decode() for _key in range(3))
