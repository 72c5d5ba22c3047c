-- Back to the login: only it may end backends of the same login.
RESET ROLE
