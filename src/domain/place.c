#include <spoor/domain/place.h>

/* The phase that an event stands under; a step back stands under the phase it leaves (docs/contracten.md). */
static struct spoor_slice place_fase(const struct spoor_event *event)
{
    if (event->kind != SPOOR_KIND_FASE_TERUGGEZET)
        return event->fase;
    return spoor_slice_present(event->van_fase) ? event->van_fase : event->fase;
}

/* Order of a phase whose definition the event does not name: that of the only valid definition that has it. */
static int32_t order_in_only_definition(const struct spoor_definities *set, struct spoor_slice fase, int64_t at_us)
{
    int32_t found = SPOOR_PLACE_UNKNOWN_FASE;
    for (size_t i = 0; i < set->count; i++) {
        const struct spoor_definitie *definitie = set->items[i];
        int32_t order = spoor_definitie_fase_order(definitie, fase);
        if (order < 0 || spoor_definities_valid(set, definitie->code, 0, at_us) != definitie)
            continue;
        if (found != SPOOR_PLACE_UNKNOWN_FASE)
            return SPOOR_PLACE_NO_FASE;
        found = order;
    }
    return found;
}

static int32_t fase_order(const struct spoor_event *event, const struct spoor_definities *definities)
{
    struct spoor_slice fase = place_fase(event);
    if (!spoor_slice_present(fase))
        return SPOOR_PLACE_NO_FASE;
    if (!spoor_slice_present(event->definitie))
        return order_in_only_definition(definities, fase, event->plaatsgevonden_us);
    const struct spoor_definitie *named =
        spoor_definities_valid(definities, event->definitie, event->definitie_versie, event->plaatsgevonden_us);
    int32_t order = named ? spoor_definitie_fase_order(named, fase) : -1;
    return order < 0 ? SPOOR_PLACE_UNKNOWN_FASE : order;
}

struct spoor_place spoor_place_of(const struct spoor_event *event, const struct spoor_definities *definities)
{
    return (struct spoor_place){
        .us = event->plaatsgevonden_us,
        .fase_order = fase_order(event, definities),
        .rank = spoor_kind_rank(event->kind),
        .source = event->source,
        .sequence = event->sequence,
        .time_us = event->time_us,
        .id = event->id,
    };
}

static int compare_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

enum sequence_class { SEQUENCE_ABSENT, SEQUENCE_DIGITS, SEQUENCE_TEXT };

static enum sequence_class sequence_class(struct spoor_slice sequence)
{
    if (sequence.length == 0)
        return SEQUENCE_ABSENT;
    for (size_t i = 0; i < sequence.length; i++) {
        if (sequence.data[i] < '0' || sequence.data[i] > '9')
            return SEQUENCE_TEXT;
    }
    return SEQUENCE_DIGITS;
}

static struct spoor_slice without_leading_zeros(struct spoor_slice digits)
{
    while (digits.length > 1 && *digits.data == '0') {
        digits.data++;
        digits.length--;
    }
    return digits;
}

/* Absent, then numbers, then other texts: mixing them pair by pair would not be an order (10 < 5a < 9 < 10). */
static int compare_sequence(struct spoor_slice a, struct spoor_slice b)
{
    enum sequence_class class_a = sequence_class(a), class_b = sequence_class(b);
    if (class_a != class_b)
        return class_a < class_b ? -1 : 1;
    if (class_a != SEQUENCE_DIGITS)
        return spoor_slice_compare(a, b);
    a = without_leading_zeros(a);
    b = without_leading_zeros(b);
    if (a.length != b.length)
        return a.length < b.length ? -1 : 1;
    return spoor_slice_compare(a, b);
}

int spoor_place_compare(const struct spoor_place *a, const struct spoor_place *b)
{
    int c = compare_int(a->us, b->us);
    if (c == 0)
        c = compare_int(a->fase_order, b->fase_order);
    if (c == 0)
        c = compare_int(a->rank, b->rank);
    if (c == 0)
        c = spoor_slice_compare(a->source, b->source);
    if (c == 0)
        c = compare_sequence(a->sequence, b->sequence);
    if (c == 0)
        c = compare_int(a->time_us, b->time_us);
    return c ? c : spoor_slice_compare(a->id, b->id);
}
