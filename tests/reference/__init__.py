"""Every measurement as plainly as it can be written, to hold the fast ones against."""
