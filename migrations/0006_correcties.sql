-- Spoor, migration 0006: a contact that was withdrawn leaves the contact table.
-- oldest binary served: 1
--
-- Conventions as in 0001. Programs that know only 0005 withdraw nothing.

SET LOCAL ROLE spoor_migrate;

GRANT DELETE ON spoor.klantcontact TO spoor_process;

RESET ROLE;
