#include "definitie_beeld.h"

#include <spoor/codec/definition.h>

enum { TALEN = 2 };

static const char *const woorden[BEELD_WOORD_COUNT][TALEN] = {
#define BEELD_WOORD(id, nl, en) [BEELD_##id] = {nl, en},
#include "definitie_woorden.def"
#undef BEELD_WOORD
};

enum spoor_status definitie_beeld_open(struct definitie_beeld *beeld, struct spoor_slice document, enum beeld_taal taal,
                                       struct spoor_arena *arena, struct spoor_error *err)
{
    *beeld = (struct definitie_beeld){.taal = taal};
    enum spoor_status status = spoor_definition_parse(document, arena, &beeld->definitie, err);
    if (status == SPOOR_OK)
        status = spoor_json_parse(document, arena, &beeld->json, err);
    if (status != SPOOR_OK)
        return status;
    beeld->fasen = SPOOR_ARENA_ARRAY(arena, const struct spoor_json *, beeld->definitie.fase_count);
    const struct spoor_json *fase = SPOOR_JSON_GET(beeld->json, "fasen")->first;
    for (size_t i = 0; i < beeld->definitie.fase_count; i++, fase = fase->next)
        beeld->fasen[i] = fase;
    return SPOOR_OK;
}

const char *beeld_woord(const struct definitie_beeld *beeld, enum beeld_woord woord)
{
    return woorden[woord][beeld->taal];
}

static void put_woord(const struct definitie_beeld *beeld, enum beeld_woord woord, struct spoor_buffer *out)
{
    spoor_buffer_append_text(out, beeld_woord(beeld, woord));
}

struct spoor_slice beeld_tekst(const struct definitie_beeld *beeld, const struct spoor_json *json, const char *name)
{
    const struct spoor_json *talen = spoor_json_get(json, spoor_slice_of(name));
    return spoor_json_text(beeld->taal == BEELD_NL ? SPOOR_JSON_GET(talen, "nl") : SPOOR_JSON_GET(talen, "en"));
}

struct spoor_slice beeld_fase_naam(const struct definitie_beeld *beeld, size_t fase)
{
    struct spoor_slice naam = beeld_tekst(beeld, beeld->fasen[fase], "naam");
    return naam.length > 0 ? naam : beeld->definitie.fasen[fase].code;
}

void beeld_put_code(struct spoor_slice code, struct spoor_buffer *out)
{
    for (size_t i = 0; i < code.length; i++)
        spoor_buffer_append_char(out, code.data[i] == '_' ? ' ' : code.data[i]);
}

static void put_number(const struct definitie_beeld *beeld, int64_t number, enum beeld_woord one, bool *first,
                       struct spoor_buffer *out)
{
    if (number == 0)
        return;
    if (!*first)
        spoor_buffer_append_char(out, ' ');
    *first = false;
    spoor_buffer_append_int(out, number);
    spoor_buffer_append_char(out, ' ');
    put_woord(beeld, number == 1 ? one : (enum beeld_woord)(one + 1), out); /* the table has the plural after the one */
}

static void put_duur(const struct definitie_beeld *beeld, const struct spoor_termijn_definitie *termijn,
                     struct spoor_buffer *out)
{
    const struct spoor_duur *duur = &termijn->duur;
    bool first = true;
    put_number(beeld, duur->maanden / 12, BEELD_JAAR, &first, out);
    put_number(beeld, duur->maanden % 12, BEELD_MAAND, &first, out);
    put_number(beeld, duur->weken, BEELD_WEEK, &first, out);
    put_number(beeld, duur->dagen, termijn->soort == SPOOR_TERMIJN_WERKDAGEN ? BEELD_WERKDAG : BEELD_DAG, &first, out);
    put_number(beeld, duur->seconden / 3600, BEELD_UUR, &first, out);
    put_number(beeld, duur->seconden % 3600 / 60, BEELD_MINUUT, &first, out);
}

void beeld_put_termijn(const struct definitie_beeld *beeld, size_t fase, struct spoor_buffer *out)
{
    const struct spoor_termijn_definitie *termijn = &beeld->definitie.fasen[fase].termijn;
    struct spoor_slice grondslag =
        spoor_json_text(SPOOR_JSON_GET(SPOOR_JSON_GET(beeld->fasen[fase], "termijn"), "grondslag"));
    if (!termijn->bekend)
        return;
    put_duur(beeld, termijn, out);
    spoor_buffer_append_char(out, ' ');
    put_woord(beeld, termijn->vanaf_klantreis ? BEELD_NA_REIS : BEELD_NA_FASE, out);
    if (grondslag.length > 0)
        spoor_buffer_printf(out, " (%.*s)", SPOOR_SLICE_ARG(grondslag));
}

static enum beeld_woord who(struct spoor_slice bij_wie)
{
    if (spoor_slice_equal(bij_wie, SPOOR_SLICE("derde")))
        return BEELD_DERDE;
    return spoor_slice_equal(bij_wie, SPOOR_SLICE("wij")) ? BEELD_WIJ : BEELD_KLANT;
}

void beeld_put_actie(const struct definitie_beeld *beeld, size_t fase, struct spoor_buffer *out)
{
    const struct spoor_fase_definitie *definitie = &beeld->definitie.fasen[fase];
    const struct spoor_json *actie = SPOOR_JSON_GET(beeld->fasen[fase], "verwachteActie");
    struct spoor_slice tekst = beeld_tekst(beeld, actie, "tekst"), gevolg = beeld_tekst(beeld, actie, "gevolgTekst");
    if (!definitie->actie_code.data)
        return;
    put_woord(beeld, who(definitie->actie_bij_wie), out);
    if (spoor_json_bool(SPOOR_JSON_GET(actie, "optioneel"), false))
        spoor_buffer_printf(out, " (%s)", beeld_woord(beeld, BEELD_MAG));
    if (definitie->actie_termijn.bekend) {
        spoor_buffer_printf(out, ", %s ", beeld_woord(beeld, BEELD_BINNEN));
        put_duur(beeld, &definitie->actie_termijn, out);
    }
    spoor_buffer_append_text(out, ": ");
    if (tekst.length > 0)
        spoor_buffer_append_slice(out, tekst);
    else
        beeld_put_code(definitie->actie_code, out);
    if (gevolg.length > 0)
        spoor_buffer_printf(out, " %.*s", SPOOR_SLICE_ARG(gevolg));
}

void beeld_put_regel(const struct definitie_beeld *beeld, const struct spoor_regel *regel, struct spoor_buffer *out)
{
    const struct {
        struct spoor_slice value;
        enum beeld_woord woord;
    } parts[] = {{regel->fase, BEELD_FASE}, {regel->product, BEELD_PRODUCT}, {regel->resultaat, BEELD_RESULTAAT}};
    spoor_buffer_append_text(out, spoor_kind_name(regel->kind));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].value.data)
            spoor_buffer_printf(out, ", %s %.*s", beeld_woord(beeld, parts[i].woord), SPOOR_SLICE_ARG(parts[i].value));
}

static void put_kanaal(const struct definitie_beeld *beeld, const struct spoor_json *afspraak, struct spoor_buffer *out)
{
    int32_t fase = spoor_definitie_fase_order(&beeld->definitie, spoor_json_text(SPOOR_JSON_GET(afspraak, "fase")));
    spoor_buffer_append_slice(out, spoor_json_text(SPOOR_JSON_GET(afspraak, "kanaal")));
    if (fase >= 0)
        spoor_buffer_printf(out, " (%.*s)", SPOOR_SLICE_ARG(beeld_fase_naam(beeld, (size_t)fase)));
}

void beeld_put_kanalen(const struct definitie_beeld *beeld, struct spoor_buffer *out)
{
    static const struct {
        const char *afspraak;
        enum beeld_woord woord;
    } groups[] = {{"eerst", BEELD_EERST}, {"ook", BEELD_OOK}, {"niet", BEELD_NIET}};
    const struct spoor_json *afspraken = SPOOR_JSON_GET(beeld->json, "kanaalafspraken");
    size_t begin = out->length;
    for (size_t i = 0; afspraken && i < sizeof groups / sizeof *groups; i++) {
        bool first = true;
        for (const struct spoor_json *item = afspraken->first; item; item = item->next) {
            if (!spoor_slice_equal(spoor_json_text(SPOOR_JSON_GET(item, "afspraak")),
                                   spoor_slice_of(groups[i].afspraak)))
                continue;
            if (first)
                spoor_buffer_printf(out, "%s%s ", out->length > begin ? "; " : "", beeld_woord(beeld, groups[i].woord));
            else
                spoor_buffer_append_text(out, ", ");
            put_kanaal(beeld, item, out);
            first = false;
        }
    }
}

size_t beeld_pijlen_max(const struct definitie_beeld *beeld, size_t fase)
{
    const struct spoor_json *volgt = SPOOR_JSON_GET(beeld->fasen[fase], "volgt");
    return (volgt ? volgt->count : 0) + 1;
}

static bool ends_here(const struct definitie_beeld *beeld, struct spoor_slice fase)
{
    for (size_t i = 0; i < beeld->definitie.einde_count; i++)
        if (spoor_slice_present(beeld->definitie.einde[i].fase) &&
            spoor_slice_equal(beeld->definitie.einde[i].fase, fase) &&
            !spoor_slice_present(beeld->definitie.einde[i].resultaat))
            return true;
    return false;
}

size_t beeld_pijlen(const struct definitie_beeld *beeld, size_t fase, struct beeld_pijl *out_pijlen)
{
    const struct spoor_definitie *definitie = &beeld->definitie;
    const struct spoor_json *volgt = SPOOR_JSON_GET(beeld->fasen[fase], "volgt");
    size_t count = 0, next = fase + 1;
    for (const struct spoor_json *item = volgt ? volgt->first : NULL; item; item = item->next)
        if (item->type != SPOOR_JSON_NULL)
            out_pijlen[count++] =
                (struct beeld_pijl){(size_t)spoor_definitie_fase_order(definitie, spoor_json_text(item)), item->name};
    if (count > 0 || ends_here(beeld, definitie->fasen[fase].code))
        return count;
    while (next < definitie->fase_count && definitie->fasen[next].optioneel)
        next++;
    if (next == definitie->fase_count)
        next = fase + 1;
    if (next < definitie->fase_count)
        out_pijlen[count++] = (struct beeld_pijl){next, SPOOR_SLICE_NULL};
    return count;
}
