-- The next page of verify_origins.
FETCH FORWARD 2000 FROM verify_origins
