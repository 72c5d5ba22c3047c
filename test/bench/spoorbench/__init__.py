"""What the benchmark is made of: servers and databases, observation of processes, drains, latency, restart, table."""
