"""The rules of the house that no linter knows. Each check takes sources, so that each is seen to fail on a bad one."""
