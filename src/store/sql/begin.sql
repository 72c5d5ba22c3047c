-- Opens a transaction of which each statement sees what is committed when it starts (2.2).
BEGIN ISOLATION LEVEL READ COMMITTED
