"""What the pages about absences accept, one module a topic."""
