"""What carries messages out of the site: one message at a time, and an honest word on what became of each."""
