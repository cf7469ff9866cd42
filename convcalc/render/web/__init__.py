"""Pages for a browser in one style: the head, the looks, and what stands around any of them."""
