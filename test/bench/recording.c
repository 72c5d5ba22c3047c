#include "recording.h"

#include <fcntl.h>
#include <spoor/base/arena.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXTS_MAX 16

/* One table of struct spoor_fold_rows: where its rows and their number are, and which members are texts. */
struct section {
    size_t rows_at, count_at, row_bytes;
    bool pointers; /* an array of pointers to rows */
    size_t texts[TEXTS_MAX];
    size_t text_count;
};

#define TEXTS(...) .texts = {__VA_ARGS__}, .text_count = sizeof((const size_t[]){__VA_ARGS__}) / sizeof(size_t)
#define SECTION(rows, count, type, ...)                                                                                \
    {                                                                                                                  \
        .rows_at = offsetof(struct spoor_fold_rows, rows), .count_at = offsetof(struct spoor_fold_rows, count),        \
        .row_bytes = sizeof(struct type), __VA_ARGS__                                                                  \
    }
#define AT(type, member) offsetof(struct type, member)

static const struct section sections[] = {
    SECTION(klanten, klant_count, spoor_klant_row,
            TEXTS(AT(spoor_klant_row, klant_ref), AT(spoor_klant_row, toestand), AT(spoor_klant_row, publicatiestand))),
    SECTION(gebeurtenissen, gebeurtenis_count, spoor_event, .pointers = true,
            TEXTS(AT(spoor_event, source), AT(spoor_event, id), AT(spoor_event, sequence),
                  AT(spoor_event, origin.topic), AT(spoor_event, mapping), AT(spoor_event, klantreis_ref),
                  AT(spoor_event, fase), AT(spoor_event, kanaal), AT(spoor_event, data), AT(spoor_event, sealed_key),
                  AT(spoor_event, sealed), AT(spoor_event, traceparent), AT(spoor_event, tracestate),
                  AT(spoor_event, correlationid), AT(spoor_event, causationid))),
    SECTION(weggelaten, weggelaten_count, spoor_weggelaten_row,
            TEXTS(AT(spoor_weggelaten_row, origin.topic), AT(spoor_weggelaten_row, reden),
                  AT(spoor_weggelaten_row, source), AT(spoor_weggelaten_row, id),
                  AT(spoor_weggelaten_row, first.topic))),
    SECTION(quarantaine, quarantaine_count, spoor_quarantaine_row,
            TEXTS(AT(spoor_quarantaine_row, origin.topic), AT(spoor_quarantaine_row, reden),
                  AT(spoor_quarantaine_row, toelichting), AT(spoor_quarantaine_row, source),
                  AT(spoor_quarantaine_row, id), AT(spoor_quarantaine_row, type), AT(spoor_quarantaine_row, form),
                  AT(spoor_quarantaine_row, sleutel), AT(spoor_quarantaine_row, sealed),
                  AT(spoor_quarantaine_row, sealed_key), AT(spoor_quarantaine_row, hash))),
    SECTION(hersteld, hersteld_count, spoor_origin, TEXTS(AT(spoor_origin, topic))),
    SECTION(reizen, reis_count, spoor_klantreis_row,
            TEXTS(AT(spoor_klantreis_row, klantreis_ref), AT(spoor_klantreis_row, klant_ref),
                  AT(spoor_klantreis_row, definitie), AT(spoor_klantreis_row, fase), AT(spoor_klantreis_row, exemplaar),
                  AT(spoor_klantreis_row, dossierstatus), AT(spoor_klantreis_row, vorige_fase),
                  AT(spoor_klantreis_row, volgende_fase), AT(spoor_klantreis_row, actie_code),
                  AT(spoor_klantreis_row, soort))),
    SECTION(publicaties, publicatie_count, spoor_publicatie_row,
            TEXTS(AT(spoor_publicatie_row, id), AT(spoor_publicatie_row, klantreis_ref),
                  AT(spoor_publicatie_row, soort), AT(spoor_publicatie_row, uitkomst),
                  AT(spoor_publicatie_row, oorzaak_source), AT(spoor_publicatie_row, oorzaak_id))),
#define CONTACT_TEXTS                                                                                                  \
    TEXTS(AT(spoor_contact_row, kind), AT(spoor_contact_row, klantcontact_id), AT(spoor_contact_row, kanaal),          \
          AT(spoor_contact_row, kanaallijn), AT(spoor_contact_row, onderwerp_code),                                    \
          AT(spoor_contact_row, klantreis_ref), AT(spoor_contact_row, fase), AT(spoor_contact_row, exemplaar))
    SECTION(contacten, contact_count, spoor_contact_row, CONTACT_TEXTS),
    SECTION(contact_wijzigingen, contact_wijziging_count, spoor_contact_row, CONTACT_TEXTS),
    SECTION(outbox, outbox_count, spoor_outbox_row,
            TEXTS(AT(spoor_outbox_row, topic), AT(spoor_outbox_row, key), AT(spoor_outbox_row, value),
                  AT(spoor_outbox_row, traceparent))),
    SECTION(bronnen, bron_count, spoor_bron_row, TEXTS(AT(spoor_bron_row, topic))),
    SECTION(definities, definitie_count, spoor_definitie_row,
            TEXTS(AT(spoor_definitie_row, code), AT(spoor_definitie_row, checksum), AT(spoor_definitie_row, document))),
    SECTION(opdrachten, opdracht_count, spoor_opdracht_row,
            TEXTS(AT(spoor_opdracht_row, soort), AT(spoor_opdracht_row, argument), AT(spoor_opdracht_row, source),
                  AT(spoor_opdracht_row, id))),
};
#define SECTION_COUNT (sizeof sections / sizeof sections[0])

/* klantreis rows also hold a list of texts. */
static bool has_list(const struct section *section)
{
    return section->rows_at == offsetof(struct spoor_fold_rows, reizen);
}

static void put(FILE *file, const void *bytes, size_t count)
{
    (void)fwrite(bytes, 1, count, file);
}

static void put_text(FILE *file, struct spoor_slice text)
{
    int64_t length = spoor_slice_present(text) ? (int64_t)text.length : -1;
    put(file, &length, sizeof length);
    put(file, text.data ? text.data : "", text.length);
}

static void put_row(FILE *file, const struct section *section, const char *row)
{
    put(file, row, section->row_bytes);
    for (size_t i = 0; i < section->text_count; i++)
        put_text(file, *(const struct spoor_slice *)(const void *)(row + section->texts[i]));
    if (!has_list(section))
        return;
    const struct spoor_klantreis_row *reis = (const void *)row;
    for (size_t i = 0; i < reis->zaak_ref_count; i++)
        put_text(file, reis->zaak_refs[i]);
}

static void put_section(FILE *file, const struct section *section, const struct spoor_fold_rows *rows)
{
    const char *base = (const char *)rows;
    size_t count;
    const char *items;
    memcpy(&count, base + section->count_at, sizeof count);
    memcpy(&items, base + section->rows_at, sizeof items);
    put(file, &count, sizeof count);
    for (size_t i = 0; i < count; i++)
        put_row(file, section,
                section->pointers ? ((const char *const *)(const void *)items)[i] : items + i * section->row_bytes);
}

void recording_append(FILE *file, const struct spoor_position *positions, size_t count,
                      const struct spoor_fold_rows *rows)
{
    put(file, &count, sizeof count);
    put(file, positions, count * sizeof *positions);
    for (size_t i = 0; i < SECTION_COUNT; i++)
        put_section(file, &sections[i], rows);
}

struct cursor {
    const char *at, *end;
};

static void get(struct cursor *cursor, void *out, size_t bytes)
{
    memcpy(out, cursor->at, bytes);
    cursor->at += bytes;
}

static struct spoor_slice get_text(struct cursor *cursor)
{
    int64_t length;
    get(cursor, &length, sizeof length);
    if (length < 0)
        return SPOOR_SLICE_NULL;
    struct spoor_slice text = {cursor->at, (size_t)length};
    cursor->at += length;
    return text;
}

static void get_row(struct cursor *cursor, const struct section *section, char *row)
{
    get(cursor, row, section->row_bytes);
    for (size_t i = 0; i < section->text_count; i++)
        *(struct spoor_slice *)(void *)(row + section->texts[i]) = get_text(cursor);
    if (!has_list(section))
        return;
    struct spoor_klantreis_row *reis = (void *)row;
    reis->zaak_refs = reis->zaak_ref_count ? spoor_allocate(reis->zaak_ref_count * sizeof *reis->zaak_refs) : NULL;
    for (size_t i = 0; i < reis->zaak_ref_count; i++)
        reis->zaak_refs[i] = get_text(cursor);
}

static void get_section(struct cursor *cursor, const struct section *section, struct spoor_fold_rows *rows)
{
    size_t count;
    get(cursor, &count, sizeof count);
    char *items = spoor_allocate((count + 1) * section->row_bytes);
    char **pointers = section->pointers ? spoor_allocate((count + 1) * sizeof *pointers) : NULL;
    for (size_t i = 0; i < count; i++) {
        get_row(cursor, section, items + i * section->row_bytes);
        if (pointers)
            pointers[i] = items + i * section->row_bytes;
    }
    void *kept = pointers ? (void *)pointers : items;
    memcpy((char *)rows + section->count_at, &count, sizeof count);
    memcpy((char *)rows + section->rows_at, &kept, sizeof kept);
}

static void get_batch(struct cursor *cursor, struct recorded_batch *batch)
{
    get(cursor, &batch->position_count, sizeof batch->position_count);
    batch->positions = spoor_allocate(batch->position_count * sizeof *batch->positions);
    get(cursor, batch->positions, batch->position_count * sizeof *batch->positions);
    for (size_t i = 0; i < SECTION_COUNT; i++)
        get_section(cursor, &sections[i], &batch->rows);
}

bool recording_load(const char *path, struct recording *out_recording)
{
    struct stat state;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &state) != 0 || state.st_size == 0) {
        if (file >= 0)
            close(file);
        return false;
    }
    const char *bytes = mmap(NULL, (size_t)state.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    close(file);
    if (bytes == MAP_FAILED)
        return false;
    struct cursor cursor = {bytes, bytes + state.st_size};
    size_t capacity = 0;
    *out_recording = (struct recording){0};
    while (cursor.at < cursor.end) {
        if (out_recording->batch_count == capacity) {
            capacity = capacity ? capacity * 2 : 256;
            out_recording->batches = spoor_reallocate(out_recording->batches, capacity * sizeof(struct recorded_batch));
        }
        struct recorded_batch *batch = &out_recording->batches[out_recording->batch_count++];
        *batch = (struct recorded_batch){0};
        get_batch(&cursor, batch);
        out_recording->event_count += batch->rows.gebeurtenis_count;
    }
    return true;
}
