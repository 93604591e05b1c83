"""What the pages of the registers accept, one module a topic."""
