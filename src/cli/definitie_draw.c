/* Definition as text, for a terminal. */
#include "cmd_definitie.h"

#include <stdio.h>

static void put_line(const char *before, struct spoor_buffer *words)
{
    if (words->length > 0)
        printf("%s%.*s\n", before, SPOOR_SLICE_ARG(spoor_buffer_slice(words)));
    spoor_buffer_clear(words);
}

static void draw_rules(const struct definitie_beeld *beeld, enum beeld_woord title, const char *always,
                       const struct spoor_regel *regels, size_t count, struct spoor_buffer *words)
{
    printf("%s\n     %s\n", beeld_woord(beeld, title), always);
    for (size_t i = 0; i < count; i++) {
        spoor_buffer_printf(words, "%s ", beeld_woord(beeld, BEELD_OF));
        beeld_put_regel(beeld, &regels[i], words);
        put_line("     ", words);
    }
}

static void draw_results(const struct definitie_beeld *beeld, size_t fase, struct spoor_arena *arena,
                         struct spoor_buffer *words)
{
    struct beeld_pijl *pijlen = SPOOR_ARENA_ARRAY(arena, struct beeld_pijl, beeld_pijlen_max(beeld, fase));
    size_t count = beeld_pijlen(beeld, fase, pijlen);
    for (size_t i = 0; i < count; i++) {
        if (pijlen[i].resultaat.data)
            beeld_put_code(pijlen[i].resultaat, words);
        else
            spoor_buffer_append_text(words, beeld_woord(beeld, BEELD_VERDER));
        spoor_buffer_printf(words, " -> %zu %.*s", pijlen[i].naar + 1,
                            SPOOR_SLICE_ARG(beeld_fase_naam(beeld, pijlen[i].naar)));
        put_line("     ", words);
    }
}

static void draw_phase(const struct definitie_beeld *beeld, size_t fase, struct spoor_arena *arena,
                       struct spoor_buffer *words)
{
    const struct spoor_fase_definitie *definitie = &beeld->definitie.fasen[fase];
    printf("\n%3zu  %.*s  [%.*s]%s%s%s%s\n", fase + 1, SPOOR_SLICE_ARG(beeld_fase_naam(beeld, fase)),
           SPOOR_SLICE_ARG(definitie->code), definitie->herhaalbaar ? "  " : "",
           definitie->herhaalbaar ? beeld_woord(beeld, BEELD_HERHAALBAAR) : "", definitie->optioneel ? "  " : "",
           definitie->optioneel ? beeld_woord(beeld, BEELD_OPTIONEEL) : "");
    beeld_put_termijn(beeld, fase, words);
    put_line("     ", words);
    beeld_put_actie(beeld, fase, words);
    put_line("     ", words);
    draw_results(beeld, fase, arena, words);
}

void spoor_definitie_draw(const struct definitie_beeld *beeld, struct spoor_arena *arena)
{
    const struct spoor_definitie *definitie = &beeld->definitie;
    struct spoor_slice toelichting = beeld_tekst(beeld, beeld->json, "toelichting");
    struct spoor_buffer words;
    spoor_buffer_init(&words);
    printf("%.*s  [%.*s, %s %d]\n", SPOOR_SLICE_ARG(beeld_tekst(beeld, beeld->json, "naam")),
           SPOOR_SLICE_ARG(definitie->code), beeld_woord(beeld, BEELD_VERSIE), definitie->versie);
    if (toelichting.length > 0)
        printf("%.*s\n", SPOOR_SLICE_ARG(toelichting));
    printf("\n");
    draw_rules(beeld, BEELD_BEGINT_MET, "klantreis-gestart", definitie->start, definitie->start_count, &words);
    for (size_t i = 0; i < definitie->fase_count; i++)
        draw_phase(beeld, i, arena, &words);
    printf("\n");
    draw_rules(beeld, BEELD_EINDIGT_MET, "klantreis-beeindigd", definitie->einde, definitie->einde_count, &words);
    beeld_put_kanalen(beeld, &words);
    if (words.length > 0)
        printf("\n%s\n", beeld_woord(beeld, BEELD_KANALEN));
    put_line("     ", &words);
    spoor_buffer_fini(&words);
}
