"""What an editor shows of a spec while it is typed. Knows texts, lines and columns; no protocol and no editor."""
