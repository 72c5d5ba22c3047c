/* Shows a definition that is in force, or one in a file, as text, picture or JSON. */
#include "cmd_definitie.h"

#include <errno.h>
#include <stdio.h>

static const struct spoor_definitie_row *find_row(const struct spoor_definities_in_force *force, const char *wanted)
{
    const struct spoor_definitie_row *found = NULL;
    const char *at = strchr(wanted, '@');
    struct spoor_slice code = {wanted, at ? (size_t)(at - wanted) : strlen(wanted)};
    for (size_t i = 0; i < force->count; i++) {
        char versie[16];
        snprintf(versie, sizeof versie, "%d", force->rows[i].versie);
        bool right_version = !at || strcmp(at + 1, versie) == 0;
        if (right_version && spoor_slice_equal(force->rows[i].code, code) &&
            (!found || force->rows[i].versie > found->versie))
            found = &force->rows[i];
    }
    return found;
}

static enum spoor_status read_from_database(struct spoor_invocation *invocation, const char *wanted,
                                            struct spoor_slice *out_document, struct spoor_error *err)
{
    struct spoor_wiring wiring;
    struct spoor_definities_in_force force = {0};
    spoor_wiring_init(&wiring, invocation);
    enum spoor_status status = spoor_definities_in_force(&wiring, &force, err);
    const struct spoor_definitie_row *row = status == SPOOR_OK ? find_row(&force, wanted) : NULL;
    if (row)
        *out_document = row->document;
    else if (status == SPOOR_OK)
        status = spoor_error_set(err, SPOOR_REJECT, "niet_gevonden",
                                 "no definition %s is in force; spoor definitie list", wanted);
    spoor_wiring_fini(&wiring);
    return status;
}

static enum spoor_status read_document(struct spoor_invocation *invocation, const char *wanted,
                                       struct spoor_slice *out_document, struct spoor_error *err)
{
    struct spoor_definitie definitie;
    size_t length = strlen(wanted);
    if (length < 5 || strcmp(wanted + length - 5, ".json") != 0)
        return read_from_database(invocation, wanted, out_document, err);
    enum spoor_status status = spoor_definitie_read(invocation, wanted, &definitie, err);
    if (status == SPOOR_OK)
        *out_document = definitie.document;
    return status;
}

static enum spoor_status write_picture(const struct definitie_beeld *beeld, const char *path, struct spoor_arena *arena,
                                       struct spoor_error *err)
{
    struct spoor_buffer svg;
    bool to_standard_output = strcmp(path, "-") == 0;
    FILE *file = to_standard_output ? stdout : fopen(path, "wb");
    if (!file)
        return spoor_error_set(err, SPOOR_HALT, "bestand", "%s: %s", path, strerror(errno));
    spoor_buffer_init(&svg);
    definitie_svg(beeld, arena, &svg);
    bool written = fwrite(svg.data, 1, svg.length, file) == svg.length && fflush(file) == 0;
    int why = errno;
    if (!to_standard_output)
        written = fclose(file) == 0 && written;
    spoor_buffer_fini(&svg);
    return written ? SPOOR_OK : spoor_error_set(err, SPOOR_HALT, "bestand", "%s: %s", path, strerror(why));
}

int spoor_definitie_show(struct spoor_invocation *invocation)
{
    struct spoor_error err = {0};
    struct spoor_slice document = SPOOR_SLICE_NULL;
    struct definitie_beeld beeld;
    const char *taal = spoor_option(invocation, "taal"), *svg = spoor_option(invocation, "svg");
    bool english = taal && strcmp(taal, "en") == 0;
    if (taal && !english && strcmp(taal, "nl") != 0)
        return spoor_usage_error(invocation, "--taal is nl or en");
    enum spoor_status status = read_document(invocation, invocation->arguments[1], &document, &err);
    if (status == SPOOR_OK)
        status = definitie_beeld_open(&beeld, document, english ? BEELD_EN : BEELD_NL, &invocation->arena, &err);
    if (status != SPOOR_OK)
        return spoor_fail(invocation, &err);
    if (svg)
        status = write_picture(&beeld, svg, &invocation->arena, &err);
    else if (invocation->json)
        printf("%.*s\n", SPOOR_SLICE_ARG(document));
    else
        spoor_definitie_draw(&beeld, &invocation->arena);
    return status == SPOOR_OK ? SPOOR_EXIT_OK : spoor_fail(invocation, &err);
}
