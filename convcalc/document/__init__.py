"""Text with places, and faults that point into it."""
