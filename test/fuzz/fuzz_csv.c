#include "fuzz_import.h"

/* With a header line that says the delimiter; and without one, in the other character set. */
void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    static const struct spoor_slice columns[] = {{"zaak", 4}, {"tijd", 4}};
    struct spoor_mapping_import format = {.format = SPOOR_SLICE("csv"), .zaak = SPOOR_SLICE("/zaak")};
    fuzz_import(input, format, arena);
    format.latin1 = true;
    format.delimiter = ';';
    format.columns = columns;
    format.column_count = sizeof columns / sizeof *columns;
    fuzz_import(input, format, arena);
}
