"""The documentation as a site, and a playground where convcalc runs in a browser: `python -m docs site` makes them."""
