"""The forms of reporting, by topic."""
