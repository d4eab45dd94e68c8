"""People's jobs: the queue, the history, a job's details and output, and what can be done to jobs."""
