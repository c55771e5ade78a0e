"""Pure rules of what is sold: terms, and what may stand on a contract (R2, R3)."""
