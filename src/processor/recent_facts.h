/* Recent facts: which facts this worker wrote lately, so that the log is asked about those alone (docs/architecture.md).
 *
 * Surprising: only advice. A fact that it does not know may still be in the log; then the unique index refuses the
 * transaction, and from distrust() on every fact is asked for a while. So it need not follow rollbacks or owners.
 * Threads: one owner. Memory: new/free; a fixed size. */
#ifndef SPOOR_PROCESSOR_RECENT_FACTS_H
#define SPOOR_PROCESSOR_RECENT_FACTS_H

#include <spoor/base/uuid.h>
#include <stdbool.h>

struct spoor_recent_facts;

/* Begins with distrust: after a start, what is delivered again was written by somebody else. */
struct spoor_recent_facts *spoor_recent_facts_new(void);
void spoor_recent_facts_free(struct spoor_recent_facts *recent);
bool spoor_recent_facts_find(const struct spoor_recent_facts *recent, struct spoor_uuid klant_id,
                             struct spoor_uuid feit_id);
bool spoor_recent_facts_must_ask(const struct spoor_recent_facts *recent, struct spoor_uuid klant_id,
                                 struct spoor_uuid feit_id);
void spoor_recent_facts_add(struct spoor_recent_facts *recent, struct spoor_uuid klant_id, struct spoor_uuid feit_id);
/* A known fact came that was not found here. */
void spoor_recent_facts_distrust(struct spoor_recent_facts *recent);
/* A batch of so many facts is committed: trust comes back in time. */
void spoor_recent_facts_committed(struct spoor_recent_facts *recent, size_t facts);

#endif
