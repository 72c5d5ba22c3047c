-- The numbers of the row types, which stand in the head of a binary array.
SELECT typname::text, oid::bigint FROM pg_type WHERE typnamespace = 'spoor'::regnamespace AND typname LIKE '%\_rij'
