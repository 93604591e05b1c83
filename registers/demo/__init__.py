"""The demo: two invented schools of one trust, made from a seed (docs/demo.md)."""
