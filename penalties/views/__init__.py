"""Pages about penalty notices, one module a topic, one function a page."""
