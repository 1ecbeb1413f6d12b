"""Generated requests: what may be sent, what each deserves, and the run of the generator."""
