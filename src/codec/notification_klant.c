#include "notification_internal.h"

#include "json_writer_internal.h"

#include <spoor/codec/notification.h>

int64_t spoor_notification_moment(const struct spoor_event *cause)
{
    return cause->broker_us == SPOOR_TIME_NONE ? cause->plaatsgevonden_us : cause->broker_us;
}

static void put_person(struct spoor_json_writer *writer, struct spoor_slice klant_ref, struct spoor_slice rol)
{
    spoor_json_object_begin(writer);
    SPOOR_JSON_MEMBER(writer, "klantRef", klant_ref);
    SPOOR_JSON_MEMBER(writer, "rol", rol);
    spoor_json_object_end(writer);
}

void spoor_notification_put_te_informeren(struct spoor_json_writer *writer, const struct spoor_klantfeiten *feiten,
                                          const struct spoor_aangaande *aangaande, int64_t us,
                                          struct spoor_slice klant_ref)
{
    struct spoor_slice others[SPOOR_GEMACHTIGDEN_MAX];
    bool klant;
    size_t count = spoor_feiten_te_informeren(feiten, aangaande, us, others, &klant);
    if (count == 0)
        return;
    SPOOR_JSON_KEY(writer, "teInformeren");
    spoor_json_array_begin(writer);
    if (klant)
        put_person(writer, klant_ref, SPOOR_SLICE("klant"));
    for (size_t i = 0; i < count; i++)
        put_person(writer, others[i], SPOOR_SLICE("vertegenwoordiger"));
    spoor_json_array_end(writer);
}

void spoor_notification_put_bereikbaar_via(struct spoor_json_writer *writer, const struct spoor_klantfeiten *feiten,
                                           const struct spoor_aangaande *aangaande, int64_t us)
{
    struct spoor_slice kanalen[SPOOR_BEREIKBAARHEDEN_MAX];
    size_t count = spoor_feiten_bereikbaar_via(feiten, aangaande, us, kanalen);
    if (count == 0)
        return;
    SPOOR_JSON_KEY(writer, "bereikbaarVia");
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < count; i++)
        spoor_json_string(writer, kanalen[i]);
    spoor_json_array_end(writer);
}
