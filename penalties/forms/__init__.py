"""What the pages about penalty notices accept, one module a topic."""
