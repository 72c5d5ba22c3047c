/* Definition as a picture: phases as boxes from top to bottom, what follows them as arrows, in SVG without scripts.
 *
 * Everything is measured before it is drawn: the same functions run twice, the first time with a pen that does not
 * write. A browser brings its own font, so widths are estimated, and wide rather than narrow. */
#include "definitie_beeld.h"

enum {
    MARGIN = 40,
    BOX_X = 96,
    BOX_WIDTH = 620,
    BOX_PADDING = 20,
    TEXT_X = BOX_X + 60,
    TEXT_WIDTH = BOX_WIDTH - 60 - BOX_PADDING,
    PAGE_WIDTH = BOX_X + BOX_WIDTH - MARGIN,
    GAP = 40,
    LANE = 22, /* between two arrows beside the boxes */
    LANES_MAX = 8,
    ROW = 21,
    ARROW = 9
};

struct box {
    int top, height;
};

struct jump { /* an arrow beside the boxes */
    size_t from, to;
    int y; /* where it leaves */
    int lane;
};

struct picture {
    const struct definitie_beeld *beeld;
    struct spoor_buffer *out; /* NULL while measuring */
    struct spoor_buffer words;
    struct box *boxes;
    struct jump *jumps;
    struct beeld_pijl *pijlen; /* of one phase */
    size_t jump_count;
};

/* ---- text ---- */

static void put_escaped(struct spoor_slice text, struct spoor_buffer *out)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '<' || c == '>' || c == '&' || c == '"')
            spoor_buffer_append_text(out, c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : "&quot;");
        else
            spoor_buffer_append_char(out, c);
    }
}

static int width_of(struct spoor_slice text, int size)
{
    int characters = 0;
    for (size_t i = 0; i < text.length; i++)
        characters += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return characters * size * 57 / 100;
}

static void put_text(struct picture *picture, int x, int y, const char *class, struct spoor_slice text)
{
    if (!picture->out)
        return;
    spoor_buffer_printf(picture->out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y);
    put_escaped(text, picture->out);
    spoor_buffer_append_text(picture->out, "</text>\n");
}

/* As many whole words as fit, at least one. */
static struct spoor_slice first_line(struct spoor_slice text, int width, int size)
{
    struct spoor_slice line = text;
    for (size_t i = 0; i <= text.length; i++) {
        struct spoor_slice more = {text.data, i};
        bool word_ends = i == text.length || text.data[i] == ' ';
        if (word_ends && i > 0 && (line.length == text.length || width_of(more, size) <= width))
            line = more;
        if (word_ends && width_of(more, size) > width)
            break;
    }
    return line;
}

/* Lines from baseline y on; returns the baseline of the next one. */
static int put_lines(struct picture *picture, int x, int y, int width, int size, const char *class,
                     struct spoor_slice text)
{
    while (text.length > 0) {
        struct spoor_slice line = first_line(text, width, size);
        put_text(picture, x, y, class, line);
        size_t used = line.length < text.length ? line.length + 1 : line.length;
        text = (struct spoor_slice){text.data + used, text.length - used};
        y += size * 3 / 2;
    }
    return y;
}

/* ---- a phase ---- */

static int put_termijn(struct picture *picture, size_t fase, int y)
{
    spoor_buffer_clear(&picture->words);
    beeld_put_termijn(picture->beeld, fase, &picture->words);
    return put_lines(picture, TEXT_X, y, TEXT_WIDTH, 13, "muted", spoor_buffer_slice(&picture->words));
}

static const char *colour_of(struct spoor_slice bij_wie)
{
    if (spoor_slice_equal(bij_wie, SPOOR_SLICE("derde")))
        return "derde";
    return spoor_slice_equal(bij_wie, SPOOR_SLICE("wij")) ? "wij" : "klant";
}

/* What is expected, on a coloured ground with a bar before it: who must act shows without colour too, in words. */
static int put_actie(struct picture *picture, size_t fase, int y)
{
    struct spoor_buffer *out = picture->out;
    const char *colour = colour_of(picture->beeld->definitie.fasen[fase].actie_bij_wie);
    spoor_buffer_clear(&picture->words);
    beeld_put_actie(picture->beeld, fase, &picture->words);
    if (picture->words.length == 0)
        return y;
    picture->out = NULL;
    int height = put_lines(picture, 0, 0, TEXT_WIDTH - 24, 14, "text", spoor_buffer_slice(&picture->words)) + 12;
    picture->out = out;
    if (out)
        spoor_buffer_printf(out,
                            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>"
                            "<rect class=\"%s-bar\" x=\"%d\" y=\"%d\" width=\"4\" height=\"%d\" rx=\"2\"/>\n",
                            colour, TEXT_X, y - 12, TEXT_WIDTH, height, colour, TEXT_X, y - 12, height);
    put_lines(picture, TEXT_X + 14, y + 8, TEXT_WIDTH - 24, 14, "text", spoor_buffer_slice(&picture->words));
    return y + height + 6;
}

static void note_jump(struct picture *picture, size_t from, size_t to, int y)
{
    picture->jumps[picture->jump_count++] = (struct jump){.from = from, .to = to, .y = y};
}

/* One row per result; those that do not go to the next phase leave the box at their row. */
static int put_results(struct picture *picture, size_t fase, int y)
{
    const struct definitie_beeld *beeld = picture->beeld;
    size_t count = beeld_pijlen(beeld, fase, picture->pijlen);
    for (size_t i = 0; i < count; i++) {
        const struct beeld_pijl *pijl = &picture->pijlen[i];
        if (pijl->naar != fase + 1 && !picture->out)
            note_jump(picture, fase, pijl->naar, y - 5);
        if (!pijl->resultaat.data && pijl->naar == fase + 1)
            continue;
        spoor_buffer_clear(&picture->words);
        if (pijl->resultaat.data)
            beeld_put_code(pijl->resultaat, &picture->words);
        else
            spoor_buffer_append_text(&picture->words, beeld_woord(beeld, BEELD_VERDER));
        spoor_buffer_printf(&picture->words, " \xE2\x86\x92 %zu %.*s", pijl->naar + 1,
                            SPOOR_SLICE_ARG(beeld_fase_naam(beeld, pijl->naar)));
        put_text(picture, TEXT_X, y, "result", spoor_buffer_slice(&picture->words));
        y += ROW;
    }
    return y;
}

static int put_ends(struct picture *picture, size_t fase, int y)
{
    const struct spoor_definitie *definitie = &picture->beeld->definitie;
    for (size_t i = 0; i < definitie->einde_count; i++) {
        const struct spoor_regel *regel = &definitie->einde[i];
        if (!spoor_slice_present(regel->fase) || !spoor_slice_equal(regel->fase, definitie->fasen[fase].code))
            continue;
        spoor_buffer_clear(&picture->words);
        beeld_put_code(regel->resultaat.data ? regel->resultaat
                       : regel->kind == SPOOR_KIND_FASE_VOLTOOID
                           ? spoor_slice_of(beeld_woord(picture->beeld, BEELD_KLAAR))
                           : spoor_slice_of(spoor_kind_name(regel->kind)),
                       &picture->words);
        spoor_buffer_printf(&picture->words, " \xE2\x86\x92 %s", beeld_woord(picture->beeld, BEELD_EINDE_REIS));
        if (picture->out)
            spoor_buffer_printf(picture->out, "<rect class=\"end\" x=\"%d\" y=\"%d\" width=\"10\" height=\"10\"/>\n",
                                TEXT_X, y - 10);
        put_text(picture, TEXT_X + 18, y, "result", spoor_buffer_slice(&picture->words));
        y += ROW;
    }
    return y;
}

static void put_badges(struct picture *picture, size_t fase, int y)
{
    const struct spoor_fase_definitie *definitie = &picture->beeld->definitie.fasen[fase];
    const char *words[] = {definitie->herhaalbaar ? beeld_woord(picture->beeld, BEELD_HERHAALBAAR) : NULL,
                           definitie->optioneel ? beeld_woord(picture->beeld, BEELD_OPTIONEEL) : NULL};
    int right = BOX_X + BOX_WIDTH - BOX_PADDING;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!words[i])
            continue;
        int width = width_of(spoor_slice_of(words[i]), 12) + 18;
        right -= width;
        if (picture->out)
            spoor_buffer_printf(picture->out,
                                "<rect class=\"badge\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"22\" rx=\"11\"/>"
                                "<text class=\"badge-text\" x=\"%d\" y=\"%d\">%s</text>\n",
                                right, y - 17, width, right + width / 2, y - 2, words[i]);
        right -= 8;
    }
}

/* An arrow out of the box and into it again. */
static void put_loop(struct picture *picture, int top)
{
    if (picture->out)
        spoor_buffer_printf(picture->out,
                            "<path class=\"line\" d=\"M%d %d h-20 a12 12 0 0 1 -12 -12 v-8 a12 12 0 0 1 12 -12 h11\"/>"
                            "<path class=\"head\" d=\"M%d %d l-9 -5 v10 z\"/>\n",
                            BOX_X, top + 60, BOX_X, top + 28);
}

static void put_frame(struct picture *picture, size_t fase, int top)
{
    const struct spoor_fase_definitie *definitie = &picture->beeld->definitie.fasen[fase];
    if (picture->out)
        spoor_buffer_printf(picture->out,
                            "<rect class=\"box%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"10\"/>"
                            "<circle class=\"number\" cx=\"%d\" cy=\"%d\" r=\"15\"/>"
                            "<text class=\"number-text\" x=\"%d\" y=\"%d\">%zu</text>\n",
                            definitie->optioneel ? " maybe" : "", BOX_X, top, BOX_WIDTH, picture->boxes[fase].height,
                            BOX_X + 32, top + 32, BOX_X + 32, top + 37, fase + 1);
    if (definitie->herhaalbaar)
        put_loop(picture, top);
}

/* Returns where the box ends. */
static int put_phase(struct picture *picture, size_t fase, int top)
{
    const struct definitie_beeld *beeld = picture->beeld;
    int y = top + 37;
    put_frame(picture, fase, top);
    put_badges(picture, fase, y);
    int name_width = TEXT_WIDTH - (beeld->definitie.fasen[fase].herhaalbaar ? 100 : 0) -
                     (beeld->definitie.fasen[fase].optioneel ? 100 : 0);
    y = put_lines(picture, TEXT_X, y, name_width, 18, "name", beeld_fase_naam(beeld, fase));
    y = put_lines(picture, TEXT_X, y, TEXT_WIDTH, 14, "text",
                  beeld_tekst(beeld, SPOOR_JSON_GET(beeld->fasen[fase], "tekst"), "klant"));
    y = put_termijn(picture, fase, y);
    y = put_actie(picture, fase, y + 4);
    y = put_results(picture, fase, y + 2);
    y = put_ends(picture, fase, y);
    return y - 2;
}

/* ---- arrows ---- */

static int lower(const struct picture *picture, const struct jump *jump)
{
    return jump->y < picture->boxes[jump->to].top ? picture->boxes[jump->to].top + 60 : jump->y;
}

static int upper(const struct picture *picture, const struct jump *jump)
{
    return jump->y < picture->boxes[jump->to].top ? jump->y : picture->boxes[jump->to].top;
}

/* Short arrows first: they get the inner lanes, so that long ones go around them. */
static void sort_jumps(struct picture *picture)
{
    for (size_t i = 1; i < picture->jump_count; i++) {
        struct jump jump = picture->jumps[i];
        int length = lower(picture, &jump) - upper(picture, &jump);
        size_t at = i;
        for (; at > 0 && lower(picture, &picture->jumps[at - 1]) - upper(picture, &picture->jumps[at - 1]) > length;
             at--)
            picture->jumps[at] = picture->jumps[at - 1];
        picture->jumps[at] = jump;
    }
}

/* The innermost lane in which it crosses no other; arrows to the same phase may share one. */
static void choose_lane(struct picture *picture, size_t index)
{
    struct jump *jump = &picture->jumps[index];
    for (size_t i = 0; i < index; i++) {
        const struct jump *other = &picture->jumps[i];
        bool apart = upper(picture, jump) > lower(picture, other) || upper(picture, other) > lower(picture, jump);
        if (other->lane == jump->lane && other->to != jump->to && !apart && jump->lane + 1 < LANES_MAX) {
            jump->lane++;
            choose_lane(picture, index);
            return;
        }
    }
}

static void put_jump(struct picture *picture, const struct jump *jump)
{
    struct box *to = &picture->boxes[jump->to];
    int x = BOX_X + BOX_WIDTH, lane = x + LANE + jump->lane * LANE, end = to->top + 28;
    int turn = end > jump->y ? 8 : -8, sweep = end > jump->y;
    spoor_buffer_printf(picture->out,
                        "<path class=\"line\" d=\"M%d %d H%d a8 8 0 0 %d 8 %d V%d a8 8 0 0 %d -8 %d H%d\"/>"
                        "<circle class=\"dot\" cx=\"%d\" cy=\"%d\" r=\"3.5\"/>"
                        "<path class=\"head\" d=\"M%d %d l9 -5 v10 z\"/>\n",
                        x, jump->y, lane - 8, sweep, turn, end - turn, sweep, turn, x + ARROW, x, jump->y, x, end);
}

static bool goes_on(struct picture *picture, size_t fase)
{
    size_t count = beeld_pijlen(picture->beeld, fase, picture->pijlen);
    for (size_t i = 0; i < count; i++)
        if (picture->pijlen[i].naar == fase + 1)
            return true;
    return false;
}

static void put_step(struct picture *picture, int x, int from, int to)
{
    spoor_buffer_printf(picture->out,
                        "<path class=\"line\" d=\"M%d %d V%d\"/><path class=\"head\" d=\"M%d %d l-5 -9 h10 z\"/>\n", x,
                        from, to - ARROW, x, to);
}

/* ---- the whole ---- */

static const char style[] =
    "<style>"
    "svg{font-family:'Segoe UI',Roboto,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif}"
    "text{fill:#16212b}.title{font-size:26px;font-weight:700}.name{font-size:18px;font-weight:600}"
    ".text{font-size:14px}.result{font-size:14px;font-weight:600}.muted,.note{font-size:13px;fill:#475867}"
    ".number{fill:#174a7c}.number-text{fill:#fff;font-size:15px;font-weight:700;text-anchor:middle}"
    ".box{fill:#fff;stroke:#174a7c;stroke-width:1.75}.maybe{stroke-dasharray:7 5}"
    ".badge{fill:#e7edf3}.badge-text{font-size:12px;text-anchor:middle}"
    ".klant{fill:#fff3df}.klant-bar{fill:#b35c00}.wij{fill:#e6f0fb}.wij-bar{fill:#1d5fa8}"
    ".derde{fill:#f1eafa}.derde-bar{fill:#6b3fa0}"
    ".line{fill:none;stroke:#4a6076;stroke-width:1.75}.head,.dot{fill:#4a6076}.end{fill:#16212b}"
    ".ground{fill:#f6f8fa}"
    "</style>\n";

/* For who cannot see the picture: what it shows, in sentences. */
static void put_description(struct picture *picture)
{
    const struct definitie_beeld *beeld = picture->beeld;
    struct spoor_buffer *out = picture->out;
    spoor_buffer_append_text(out, "<title id=\"naam\">");
    put_escaped(beeld_tekst(beeld, beeld->json, "naam"), out);
    spoor_buffer_printf(out, "</title>\n<desc id=\"inhoud\">%zu %s. ", beeld->definitie.fase_count,
                        beeld_woord(beeld, BEELD_FASEN));
    for (size_t i = 0; i < beeld->definitie.fase_count; i++) {
        size_t count = beeld_pijlen(beeld, i, picture->pijlen);
        spoor_buffer_printf(out, "%zu ", i + 1);
        put_escaped(beeld_fase_naam(beeld, i), out);
        spoor_buffer_clear(&picture->words);
        beeld_put_termijn(beeld, i, &picture->words);
        if (picture->words.length > 0)
            spoor_buffer_append_text(out, ", ");
        put_escaped(spoor_buffer_slice(&picture->words), out);
        spoor_buffer_append_text(out, ". ");
        for (size_t k = 0; k < count; k++) {
            spoor_buffer_printf(out, "%s %zu", k == 0 ? beeld_woord(beeld, BEELD_DAARNA) : ",",
                                picture->pijlen[k].naar + 1);
            if (picture->pijlen[k].resultaat.data)
                spoor_buffer_printf(out, " (%.*s)", SPOOR_SLICE_ARG(picture->pijlen[k].resultaat));
        }
        spoor_buffer_append_text(out, count > 0 ? ". " : "");
    }
    spoor_buffer_append_text(out, "</desc>\n");
}

static int put_header(struct picture *picture, int y)
{
    const struct definitie_beeld *beeld = picture->beeld;
    y = put_lines(picture, MARGIN, y, PAGE_WIDTH, 26, "title", beeld_tekst(beeld, beeld->json, "naam"));
    y = put_lines(picture, MARGIN, y - 6, PAGE_WIDTH, 14, "text", beeld_tekst(beeld, beeld->json, "toelichting"));
    spoor_buffer_clear(&picture->words);
    spoor_buffer_printf(&picture->words, "%.*s, %s %d", SPOOR_SLICE_ARG(beeld->definitie.code),
                        beeld_woord(beeld, BEELD_VERSIE), beeld->definitie.versie);
    return put_lines(picture, MARGIN, y, PAGE_WIDTH, 13, "muted", spoor_buffer_slice(&picture->words));
}

static int put_rules(struct picture *picture, enum beeld_woord title, const char *always,
                     const struct spoor_regel *regels, size_t count, int y)
{
    spoor_buffer_clear(&picture->words);
    spoor_buffer_printf(&picture->words, "%s %s", beeld_woord(picture->beeld, title), always);
    for (size_t i = 0; i < count; i++) {
        spoor_buffer_printf(&picture->words, "; %s ", beeld_woord(picture->beeld, BEELD_OF));
        beeld_put_regel(picture->beeld, &regels[i], &picture->words);
    }
    return put_lines(picture, BOX_X + 60, y, BOX_WIDTH - 60, 13, "note", spoor_buffer_slice(&picture->words));
}

static int put_footer(struct picture *picture, int y)
{
    const struct definitie_beeld *beeld = picture->beeld;
    spoor_buffer_clear(&picture->words);
    if (beeld->definitie.wie_informeert.data)
        spoor_buffer_printf(&picture->words, "%s: %.*s. ", beeld_woord(beeld, BEELD_INFORMEERT),
                            SPOOR_SLICE_ARG(beeld->definitie.wie_informeert));
    y = put_lines(picture, MARGIN, y, PAGE_WIDTH, 13, "note", spoor_buffer_slice(&picture->words));
    spoor_buffer_clear(&picture->words);
    spoor_buffer_printf(&picture->words, "%s: ", beeld_woord(beeld, BEELD_KANALEN));
    size_t before = picture->words.length;
    beeld_put_kanalen(beeld, &picture->words);
    if (picture->words.length > before)
        y = put_lines(picture, MARGIN, y, PAGE_WIDTH, 13, "note", spoor_buffer_slice(&picture->words));
    return put_lines(picture, MARGIN, y, PAGE_WIDTH, 13, "note", beeld_tekst(beeld, beeld->json, "opmerking"));
}

static int put_phases(struct picture *picture, int y)
{
    size_t count = picture->beeld->definitie.fase_count;
    for (size_t i = 0; i < count; i++) {
        int top = y;
        y = put_phase(picture, i, top);
        if (!picture->out)
            picture->boxes[i] = (struct box){.top = top, .height = y - top};
        if (picture->out && i + 1 < count && goes_on(picture, i))
            put_step(picture, BOX_X + 32, y, y + GAP);
        y += GAP;
    }
    return y;
}

/* Returns the height. */
static int put_all(struct picture *picture)
{
    const struct spoor_definitie *definitie = &picture->beeld->definitie;
    int x = BOX_X + 32, y = put_header(picture, 56) + 24, begin = y;
    y = put_rules(picture, BEELD_BEGINT_MET, "klantreis-gestart", definitie->start, definitie->start_count, y + 5);
    int first = y + 16 > begin + 44 ? y + 16 : begin + 44;
    if (picture->out) {
        spoor_buffer_printf(picture->out, "<circle class=\"dot\" cx=\"%d\" cy=\"%d\" r=\"9\"/>\n", x, begin);
        put_step(picture, x, begin + 9, first);
    }
    y = put_phases(picture, first) - GAP + 44;
    if (picture->out) {
        spoor_buffer_printf(picture->out,
                            "<circle class=\"line\" cx=\"%d\" cy=\"%d\" r=\"11\"/>"
                            "<circle class=\"dot\" cx=\"%d\" cy=\"%d\" r=\"6\"/>\n",
                            x, y, x, y);
        put_step(picture, x, y - 44, y - 11);
        for (size_t i = 0; i < picture->jump_count; i++)
            put_jump(picture, &picture->jumps[i]);
    }
    y = put_rules(picture, BEELD_EINDIGT_MET, "klantreis-beeindigd", definitie->einde, definitie->einde_count, y + 5);
    return put_footer(picture, y + 24) + 12;
}

static int width_with_lanes(const struct picture *picture)
{
    int lanes = 0;
    for (size_t i = 0; i < picture->jump_count; i++)
        lanes = picture->jumps[i].lane + 1 > lanes ? picture->jumps[i].lane + 1 : lanes;
    return BOX_X + BOX_WIDTH + lanes * LANE + MARGIN;
}

static void put_document(struct picture *picture, int height)
{
    int width = width_with_lanes(picture);
    spoor_buffer_printf(picture->out,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                        "role=\"img\" aria-labelledby=\"naam inhoud\" lang=\"%s\">\n",
                        width, height, width, height, picture->beeld->taal == BEELD_NL ? "nl" : "en");
    put_description(picture);
    spoor_buffer_append_text(picture->out, style);
    spoor_buffer_printf(picture->out, "<rect class=\"ground\" width=\"%d\" height=\"%d\"/>\n", width, height);
    (void)put_all(picture);
    spoor_buffer_append_text(picture->out, "</svg>\n");
}

void definitie_svg(const struct definitie_beeld *beeld, struct spoor_arena *arena, struct spoor_buffer *out)
{
    size_t phases = beeld->definitie.fase_count, jumps = 0, most = 0;
    for (size_t i = 0; i < phases; i++) {
        size_t room = beeld_pijlen_max(beeld, i);
        jumps += room;
        most = room > most ? room : most;
    }
    struct picture picture = {.beeld = beeld,
                              .boxes = SPOOR_ARENA_ARRAY(arena, struct box, phases),
                              .jumps = SPOOR_ARENA_ARRAY(arena, struct jump, jumps),
                              .pijlen = SPOOR_ARENA_ARRAY(arena, struct beeld_pijl, most)};
    spoor_buffer_init(&picture.words);
    int height = put_all(&picture);
    sort_jumps(&picture);
    for (size_t i = 0; i < picture.jump_count; i++)
        choose_lane(&picture, i);
    picture.out = out;
    put_document(&picture, height);
    spoor_buffer_fini(&picture.words);
}
