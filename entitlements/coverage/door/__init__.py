"""The engine on standard input: JSON Lines in, one JSON answer a line out."""
