"""Tests of the example application; they need its requirements, but no store."""
