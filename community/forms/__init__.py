"""What people type, as frozen drafts and checked choices."""
