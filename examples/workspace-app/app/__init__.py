"""The example application of a Moorage workspace."""
