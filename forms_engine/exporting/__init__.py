"""Records as a file, for whoever may take them out."""
