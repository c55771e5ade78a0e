"""What `manage.py up` runs: the web server, the worker and, on a machine of one's own, the broker."""
