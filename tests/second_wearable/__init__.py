"""Comet, an invented wearable: everything a second wearable needs is in this folder, and one line of settings."""
