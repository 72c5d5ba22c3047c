/* KlantRef: what a person types to name a klant.
 *
 * A klantRef as it stands ("k1-…", "anoniem:…"), or an identifier "soort:waarde" that becomes one with the pseudonym
 * key; soort in the words that intake takes too.
 * Threads: pure. Errors: SPOOR_HALT when the key file cannot be used, SPOOR_REJECT for an unknown soort. */
#ifndef SPOOR_CLI_KLANT_REF_H
#define SPOOR_CLI_KLANT_REF_H

#include "cli.h"
#include <stdbool.h>

/* False when text can only be the ref of a journey. */
bool spoor_klant_ref_is_ref(struct spoor_slice text);
bool spoor_klant_ref_is_identifier(struct spoor_slice text);
enum spoor_status spoor_klant_ref_of_identifier(struct spoor_invocation *invocation, struct spoor_slice text,
                                                struct spoor_slice *out_ref, struct spoor_error *err);

#endif
