-- SHA-256 of a file. $1 its bytes.
SELECT encode(sha256($1::bytea), 'hex')
