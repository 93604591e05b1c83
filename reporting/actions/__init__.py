"""The only writers of the tables of reporting, by topic."""
