"""The version, and where the project is: what tells them needs nothing else of the package."""

__version__ = "0.1.0"
HOME = "https://github.com/convcalc/convcalc"
