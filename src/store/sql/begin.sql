-- Opens a transaction of which each statement sees what is committed when it starts (docs/architecture.md).
BEGIN ISOLATION LEVEL READ COMMITTED
