"""Seeing from outside and inside that the worker goes on: gauges, a banner, a heartbeat."""
