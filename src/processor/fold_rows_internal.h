/* Fold rows: the rows of one klant and of the registry of sources. Private to fold_rows*.c. */
#ifndef SPOOR_PROCESSOR_FOLD_ROWS_INTERNAL_H
#define SPOOR_PROCESSOR_FOLD_ROWS_INTERNAL_H

#include "fold_internal.h"

/* Klant row, changed journeys, and contacts whose attribution a refold may have changed. */
void spoor_fold_klant_rows(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant);
void spoor_fold_contact_row(const struct spoor_fold_klant *klant, const struct spoor_toewijzing *toewijzing,
                            struct spoor_contact_row *out_row);
/* One row per channel partition seen: the highest offset (lost-input check, silence). */
void spoor_fold_bron_rows(struct spoor_fold_batch *batch);

#endif
