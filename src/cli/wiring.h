/* Wiring: the one place where settings become options of the layers (docs/architecture.md). Threads: the main thread.
 *
 * Memory: what a wiring holds lives until spoor_wiring_fini; options borrow from it. */
#ifndef SPOOR_CLI_WIRING_H
#define SPOOR_CLI_WIRING_H

#include "cli.h"

#include <dirent.h>
#include <spoor/base/stop.h>
#include <spoor/ops/ops.h>
#include <spoor/processor/intake.h>
#include <spoor/processor/worker.h>
#include <spoor/store/session.h>

struct spoor_wiring {
    struct spoor_invocation *invocation;
    char instance[64];
    char *topics[6]; /* by enum spoor_topic_name */
    char *group_intake, *group_fold;
    struct spoor_kafka_options kafka;
    struct spoor_mapping **mappings;
    size_t mapping_count;
    struct spoor_keyring *pseudonym_keys, *seal_keys;
    struct spoor_stop stop;
    /* Told of every file that a load reads, right or wrong; NULL = nobody listens. */
    void (*told)(void *owner, const char *what, const char *name, const struct spoor_error *err);
    void *told_owner;
};

enum spoor_topic_name {
    SPOOR_TOPIC_GEBEURTENISSEN,
    SPOOR_TOPIC_STATUSWIJZIGINGEN,
    SPOOR_TOPIC_SIGNALEN,
    SPOOR_TOPIC_QUARANTAINE,
    SPOOR_TOPIC_HERKANSING,
    SPOOR_TOPIC_WENKEN,
};

void spoor_wiring_init(struct spoor_wiring *wiring, struct spoor_invocation *invocation);
void spoor_wiring_fini(struct spoor_wiring *wiring);
/* Mappings and keys: what intake needs. All are read, also behind a wrong one; every fault, with file, place and
 * remedy, is added to those of the invocation (spoor_fail prints them). SPOOR_HALT names the first. */
enum spoor_status spoor_wiring_load_intake(struct spoor_wiring *wiring, struct spoor_error *err);
enum spoor_status spoor_wiring_load_mappings(struct spoor_wiring *wiring, struct spoor_error *err);
enum spoor_status spoor_wiring_load_keys(struct spoor_wiring *wiring, struct spoor_error *err);
void spoor_wiring_intake_options(struct spoor_wiring *wiring, int number, struct spoor_intake_options *out_options);
void spoor_wiring_worker_options(struct spoor_wiring *wiring, int number, struct spoor_worker_options *out_options);
void spoor_wiring_leegloop_options(struct spoor_wiring *wiring, struct spoor_leegloop_options *out_options);
void spoor_wiring_ops_options(struct spoor_wiring *wiring, struct spoor_ops_options *out_options);
/* A session for a command, as `role`. */
enum spoor_status spoor_wiring_session(struct spoor_wiring *wiring, const char *role,
                                       struct spoor_session **out_session, struct spoor_error *err);
/* Calls one for each .json file of a folder, by name. A folder that cannot be read is a fault. */
void spoor_wiring_folder(struct spoor_wiring *wiring, const char *what, const char *folder,
                         void (*one)(struct spoor_wiring *wiring, const char *path));
int spoor_wiring_is_json(const struct dirent *entry); /* for scandir */
/* Folder of data shipped with Spoor: the setting, else beside the sources, else the install prefix. */
const char *spoor_wiring_directory(struct spoor_wiring *wiring, enum spoor_setting setting, const char *shipped);

#endif
