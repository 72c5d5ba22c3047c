/* The intake fixture of a program whose tests all begin with the same mapping: CloudEvents as they come.
 *
 * Threads: one. Memory: of each test, from open_fixture to close_fixture. */
#ifndef CLOUDEVENTS_FIXTURE_H
#define CLOUDEVENTS_FIXTURE_H

#include "intake_fixture.h"

static struct intake_fixture fixture;

static int open_fixture(void **state)
{
    (void)state;
    fixture_open(&fixture, FIXTURE_CLOUDEVENTS);
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

#endif
