#include "commands.h"

#include <spoor/store/migrate.h>
#include <spoor/stream/kafka.h>
#include <stdio.h>

static int run(struct spoor_invocation *invocation)
{
    if (invocation->json)
        printf("{\"versie\":\"%s\",\"schema\":%d,\"oudsteSchema\":%d,\"librdkafka\":\"%s\"}\n", SPOOR_VERSION,
               SPOOR_SCHEMA_VERSION, SPOOR_SCHEMA_VERSION_OLDEST, spoor_kafka_version());
    else
        printf("spoor %s (schema %d, serves from schema %d; librdkafka %s)\n", SPOOR_VERSION, SPOOR_SCHEMA_VERSION,
               SPOOR_SCHEMA_VERSION_OLDEST, spoor_kafka_version());
    return SPOOR_EXIT_OK;
}

const struct spoor_command spoor_command_version = {
    .name = "version", .arguments = "", .summary = "prints versions of program, schema and librdkafka", .detail = "",
    .data = true, .run = run};
