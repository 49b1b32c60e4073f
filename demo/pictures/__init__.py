"""The pictures of docs/pictures: which pages (`pages`), how they are taken (`taking`) and get small (`shrinking`)."""
