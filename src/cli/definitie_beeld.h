/* Definitiebeeld: a definition in words, in one language, for whoever draws it as text or as a picture.
 *
 * Threads: the main thread. Memory: borrows the document; words go into the caller's buffer. */
#ifndef SPOOR_CLI_DEFINITIE_BEELD_H
#define SPOOR_CLI_DEFINITIE_BEELD_H

#include <spoor/base/buffer.h>
#include <spoor/codec/json.h>
#include <spoor/domain/definition.h>

enum beeld_taal { BEELD_NL, BEELD_EN };

enum beeld_woord {
#define BEELD_WOORD(id, nl, en) BEELD_##id,
#include "definitie_woorden.def"
#undef BEELD_WOORD
    BEELD_WOORD_COUNT
};

struct definitie_beeld {
    struct spoor_definitie definitie;
    const struct spoor_json *json;   /* the whole document */
    const struct spoor_json **fasen; /* of it, one per phase */
    enum beeld_taal taal;
};

/* A phase that follows another. */
struct beeld_pijl {
    size_t naar;
    struct spoor_slice resultaat; /* absent: whatever the result */
};

enum spoor_status definitie_beeld_open(struct definitie_beeld *beeld, struct spoor_slice document, enum beeld_taal taal,
                                       struct spoor_arena *arena, struct spoor_error *err);
const char *beeld_woord(const struct definitie_beeld *beeld, enum beeld_woord woord);
/* json[name] in the language; absent when there is none. */
struct spoor_slice beeld_tekst(const struct definitie_beeld *beeld, const struct spoor_json *json, const char *name);
struct spoor_slice beeld_fase_naam(const struct definitie_beeld *beeld, size_t fase);
/* "2 weken na het begin van de fase (Awb art. 4:5)"; nothing when the phase has no term. */
void beeld_put_termijn(const struct definitie_beeld *beeld, size_t fase, struct spoor_buffer *out);
/* "Klant, binnen 1 week: Stuur de gegevens."; nothing when nothing is expected. */
void beeld_put_actie(const struct definitie_beeld *beeld, size_t fase, struct spoor_buffer *out);
/* "fase-voltooid, fase beslissing, resultaat afgewezen". */
void beeld_put_regel(const struct definitie_beeld *beeld, const struct spoor_regel *regel, struct spoor_buffer *out);
/* "eerst portaal; ook telefoon, balie (Gesprek)"; nothing when nothing was agreed. */
void beeld_put_kanalen(const struct definitie_beeld *beeld, struct spoor_buffer *out);
/* What follows a phase: by its results, else the next one that is not optional. Room for all members of `volgt` and
 * one.
 */
size_t beeld_pijlen(const struct definitie_beeld *beeld, size_t fase, struct beeld_pijl *out_pijlen);
size_t beeld_pijlen_max(const struct definitie_beeld *beeld, size_t fase);
/* A code for people: with spaces. */
void beeld_put_code(struct spoor_slice code, struct spoor_buffer *out);

/* The whole definition as an SVG document (definitie_svg.c). */
void definitie_svg(const struct definitie_beeld *beeld, struct spoor_arena *arena, struct spoor_buffer *out);

#endif
