"""One file per chat system; base.py is their contract, registry.py knows them by key."""
