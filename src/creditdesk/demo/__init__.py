"""A working day of the sample company: documents through the services, pictures of the real window (CLI `demo`)."""
