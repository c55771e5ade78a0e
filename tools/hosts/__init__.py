"""Shows the portal on machines that share no disk: two web servers, a worker, and what they all reach over TCP."""
