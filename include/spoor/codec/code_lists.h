/* Code lists: the lists of codes of the input contract (lijsten.def, kanalen.def), and what a word is in one.
 *
 * Surprising: words are compared without regard to case, and an alias counts as its code.
 * Threads: constants only. Memory: what is found is static. */
#ifndef SPOOR_CODEC_CODE_LISTS_H
#define SPOOR_CODEC_CODE_LISTS_H

#include <spoor/base/slice.h>

enum spoor_lijst {
    SPOOR_LIJST_GEEN,
#define SPOOR_LIJST(id, vorm, codes) SPOOR_LIJST_##id,
#define SPOOR_ALIAS(lijst, from, to)
#include <spoor/codec/lijsten.def>
#undef SPOOR_LIJST
#undef SPOOR_ALIAS
    SPOOR_LIJST_COUNT
};

enum spoor_code_result { SPOOR_CODE_KNOWN, SPOOR_CODE_UNKNOWN_OPEN, SPOOR_CODE_UNKNOWN_CLOSED };
/* *out_code: the code as the list writes it; *out_lijn: the kanaallijn that comes with an alias of a kanaal, else
 * absent. */
enum spoor_code_result spoor_code_find(enum spoor_lijst lijst, struct spoor_slice text, struct spoor_slice *out_code,
                                       struct spoor_slice *out_lijn);
/* The codes of a list, without aliases; NULL-terminated. */
const char *const *spoor_code_names(enum spoor_lijst lijst);

#endif
