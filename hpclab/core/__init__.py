"""What every capability builds on: processes, the environment, errors, requests and events."""
