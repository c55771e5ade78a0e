"""The pages of the bridges."""
