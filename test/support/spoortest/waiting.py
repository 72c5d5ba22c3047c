"""The only way to wait: for a condition, until a deadline."""
import time


def wait_until(condition, seconds, what="the condition", step=0.05):
    """Calls condition until it returns something true, and returns that. AssertionError after `seconds`.

    An exception in condition counts as not yet; the last one is told when time is up.
    """
    deadline = time.monotonic() + seconds
    while True:
        problem = None
        try:
            outcome = condition()
            if outcome:
                return outcome
        except Exception as raised:  # pylint: disable=broad-except
            problem = raised
        if time.monotonic() >= deadline:
            raise AssertionError(f"waited {seconds} s for {what}" + (f"; last: {problem!r}" if problem else "")) \
                from problem
        time.sleep(step)
