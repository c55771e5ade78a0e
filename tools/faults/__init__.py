"""`make test-faults`: the portal in real processes, under load, while they and what they rest on are ended."""
