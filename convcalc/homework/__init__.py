"""A figure asked for: answered, judged, made or solved for."""
