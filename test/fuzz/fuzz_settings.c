#include "fuzz.h"

#include <spoor/config/settings.h>

static struct spoor_settings *load(struct spoor_slice text, struct spoor_faults *faults)
{
    struct spoor_settings *settings = NULL;
    struct spoor_settings_sources sources = {.file = fuzz_file(text)};
    spoor_settings_load(&sources, &settings, faults);
    fuzz_expect(settings != NULL);
    return settings;
}

static void expect_same_values(const struct spoor_settings *first, const struct spoor_settings *second)
{
    for (int i = 0; i < SPOOR_SETTING_COUNT; i++) {
        struct spoor_slice text = spoor_slice_of(spoor_settings_text(second, (enum spoor_setting)i));
        if (!spoor_slice_equal(text, SPOOR_SLICE("********")))
            fuzz_expect_same(spoor_setting_key((enum spoor_setting)i),
                             spoor_slice_of(spoor_settings_text(first, (enum spoor_setting)i)), text);
    }
}

/* What is printed is a file that gives the same settings. */
void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    struct spoor_faults faults = {0}, none = {0};
    struct spoor_settings *settings = load(input, &faults);
    (void)arena;
    spoor_settings_print(settings, SPOOR_SETTINGS_JSON, fuzz_buffer(1));
    spoor_settings_print(settings, SPOOR_SETTINGS_TEXT, fuzz_buffer(0));
    struct spoor_buffer *printed = fuzz_buffer(1);
    spoor_settings_print(settings, SPOOR_SETTINGS_TEXT, printed);
    struct spoor_settings *again = load(spoor_buffer_slice(printed), &none);
    fuzz_expect(none.count == 0);
    expect_same_values(settings, again);
    spoor_settings_free(settings);
    spoor_settings_free(again);
    spoor_faults_fini(&faults);
    spoor_faults_fini(&none);
}
