-- When our backend began: with its pid it names the backend for ever, since pids come again.
SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()
