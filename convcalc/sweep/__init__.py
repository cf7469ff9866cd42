"""A family of networks asked all at once: what varies, what is wanted of each member, and the best of them."""
