#include "fuzz_import.h"

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    fuzz_import(input, (struct spoor_mapping_import){.format = SPOOR_SLICE("xes")}, arena);
}
