#include <spoor/domain/event.h>

#define HOUR_US (3600 * SPOOR_SECOND_US)

void spoor_event_settle_moment(struct spoor_event *event)
{
    if (event->plaatsgevonden_us == SPOOR_TIME_NONE)
        event->plaatsgevonden_us = event->time_us != SPOOR_TIME_NONE ? event->time_us : event->broker_us;
    event->tijd_onwaarschijnlijk =
        event->broker_us != SPOOR_TIME_NONE && event->plaatsgevonden_us > event->broker_us + HOUR_US;
    if (event->tijd_onwaarschijnlijk)
        event->plaatsgevonden_us = event->broker_us;
}
