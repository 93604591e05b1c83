"""Pages of the registers, one module a topic, one function a page."""
