"""The same for machines: plain serializers over the same actions, one module a topic."""
