"""The program that Moorage runs on a host. Python 3.10 or newer, standard library only."""
