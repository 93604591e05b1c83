"""Pages about absences, one module a topic, one function a page."""
