"""The pages of reporting, by topic."""
