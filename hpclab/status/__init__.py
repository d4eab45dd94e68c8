"""What works here and what doesn't: the status, and the doctor's report."""
