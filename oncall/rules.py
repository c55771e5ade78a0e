"""Who is on call at an instant. Pure: shifts are counted in local days, so a clock change never moves one."""
