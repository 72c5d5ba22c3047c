#include "cmd_definitie.h"

#include <spoor/codec/definition.h>
#include <spoor/codec/json.h>
#include <stdio.h>

static void draw_rule(const char *word, const struct spoor_regel *regel)
{
    printf("  %s %s", word, spoor_kind_name(regel->kind));
    if (regel->fase.data)
        printf(" of %.*s", SPOOR_SLICE_ARG(regel->fase));
    if (regel->product.data)
        printf(" for product %.*s", SPOOR_SLICE_ARG(regel->product));
    if (regel->resultaat.data)
        printf(" with result %.*s", SPOOR_SLICE_ARG(regel->resultaat));
    printf("\n");
}

static void draw_phase(const struct spoor_fase_definitie *fase, const struct spoor_json *source, bool last)
{
    struct spoor_slice name = spoor_json_text(spoor_json_pointer(source, SPOOR_SLICE("/naam/nl")));
    struct spoor_slice term = spoor_json_text(spoor_json_pointer(source, SPOOR_SLICE("/termijn/duur")));
    printf("  o %-24.*s %.*s%s%s%s%.*s\n", SPOOR_SLICE_ARG(fase->code), SPOOR_SLICE_ARG(name),
           fase->herhaalbaar ? "  (may repeat)" : "", fase->optioneel ? "  (optional)" : "", term.data ? "  term " : "",
           SPOOR_SLICE_ARG(term));
    if (fase->actie_code.data)
        printf("  |   expected of %.*s: %.*s\n", SPOOR_SLICE_ARG(fase->actie_bij_wie),
               SPOOR_SLICE_ARG(fase->actie_code));
    if (!last)
        printf("  |\n");
}

enum spoor_status spoor_definitie_draw(const struct spoor_definitie_row *row, struct spoor_arena *arena,
                                       struct spoor_error *err)
{
    struct spoor_definitie definitie;
    const struct spoor_json *json = NULL;
    enum spoor_status status = spoor_definition_parse(row->document, arena, &definitie, err);
    if (status == SPOOR_OK)
        status = spoor_json_parse(row->document, arena, &json, err);
    if (status != SPOOR_OK)
        return status;
    struct spoor_slice name = spoor_json_text(spoor_json_pointer(json, SPOOR_SLICE("/naam/nl")));
    printf("%.*s, version %d: %.*s\n\nbegins with\n  klantreis-gestart\n", SPOOR_SLICE_ARG(definitie.code),
           definitie.versie, SPOOR_SLICE_ARG(name));
    for (size_t i = 0; i < definitie.start_count; i++)
        draw_rule("or", &definitie.start[i]);
    printf("\n");
    const struct spoor_json *phases = SPOOR_JSON_GET(json, "fasen");
    const struct spoor_json *phase = phases ? phases->first : NULL;
    for (size_t i = 0; i < definitie.fase_count; i++, phase = phase ? phase->next : NULL)
        draw_phase(&definitie.fasen[i], phase, i + 1 == definitie.fase_count);
    printf("\nends with\n  klantreis-beeindigd\n");
    for (size_t i = 0; i < definitie.einde_count; i++)
        draw_rule("or", &definitie.einde[i]);
    return SPOOR_OK;
}
