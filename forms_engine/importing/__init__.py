"""Records from a file: read, matched, checked, shown, and written only when somebody has said yes."""
