"""Every figure that the README states, as a command: `make bench` prints a table of ratios.

Two things are compared in one run, in turn, so that a busy machine slows both; a ratio is the
median over pairs.
"""
