"""What the checker reads from PostgreSQL, all in one snapshot."""
import psycopg2
import psycopg2.extras


class Tables:
    """One read-only, repeatable read transaction."""

    def __init__(self, dsn):
        self.connection = psycopg2.connect(dsn)
        self.connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        self.execute("set time zone 'UTC'")

    def close(self):
        self.connection.rollback()
        self.connection.close()

    def execute(self, query, arguments=None):
        with self.connection.cursor() as cursor:
            cursor.execute(query, arguments)

    def rows(self, query, arguments=None):
        """Rows as named tuples."""
        with self.connection.cursor(cursor_factory=psycopg2.extras.NamedTupleCursor) as cursor:
            cursor.execute(query, arguments)
            return cursor.fetchall()

    def stream(self, query, arguments=None):
        """Rows as named tuples, a few thousand at a time."""
        with self.connection.cursor("checker", cursor_factory=psycopg2.extras.NamedTupleCursor) as cursor:
            cursor.itersize = 5000
            cursor.execute(query, arguments)
            yield from cursor


MICROSECONDS = "(extract(epoch from {0}) * 1000000)::bigint"


def us(column):
    """SQL: a timestamptz as microseconds since 1970; -infinity and null become null."""
    return f"case when isfinite({column}) then {MICROSECONDS.format(column)} end"
