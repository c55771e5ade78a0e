"""Ways between threads, tickets and articles; nothing private passes by itself."""
