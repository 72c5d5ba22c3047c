/* Scan: reads a partition from a moment up to its present end, outside any group, committed records only.
 *
 * Surprising: the end is that of all records, committed or not: an open transaction is waited for until it is decided.
 * Threads: one owner; `each` runs inside the call. Memory: records borrow until `each` returns. */
#ifndef SPOOR_STREAM_SCAN_H
#define SPOOR_STREAM_SCAN_H

#include <spoor/stream/kafka.h>

struct spoor_scan;

struct spoor_scan_record {
    int64_t offset, timestamp_us;
    struct spoor_slice key, value;
};
typedef void spoor_scan_each(void *owner, const struct spoor_scan_record *record);

enum spoor_status spoor_scan_open(const struct spoor_kafka_options *options, struct spoor_scan **out_scan,
                                  struct spoor_error *err);
void spoor_scan_close(struct spoor_scan *scan);
/* from_us: records of that moment and later; 0 = from the oldest. SPOOR_RETRY when for silence_ms nothing came although
 * the end was not reached. */
enum spoor_status spoor_scan_partition(struct spoor_scan *scan, const char *topic, int32_t partition, int64_t from_us,
                                       int64_t silence_ms, spoor_scan_each *each, void *owner, struct spoor_error *err);

#endif
