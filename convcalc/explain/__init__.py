"""How each figure of a layer comes about: a formula with its values, and in words. Plain data out; no layout.

The formulas are those of the layer kinds themselves: their methods are run on numbers that remember how they
came about.
"""
