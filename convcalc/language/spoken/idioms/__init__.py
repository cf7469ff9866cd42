"""Ways of speaking that a word-by-word reading has no place for, and what is said by them."""
