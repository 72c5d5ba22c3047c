#include <spoor/domain/definition.h>

/* Index of the first definition whose code is not before `code`. */
static size_t first_of_code(const struct spoor_definities *set, struct spoor_slice code)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (spoor_slice_compare(set->items[middle]->code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct spoor_definitie *spoor_definities_get(const struct spoor_definities *set, struct spoor_slice code,
                                                   int32_t versie)
{
    for (size_t i = first_of_code(set, code); i < set->count && spoor_slice_equal(set->items[i]->code, code); i++) {
        if (set->items[i]->versie == versie)
            return set->items[i];
    }
    return NULL;
}

const struct spoor_definitie *spoor_definities_valid(const struct spoor_definities *set, struct spoor_slice code,
                                                     int32_t versie, int64_t at_us)
{
    if (versie > 0)
        return spoor_definities_get(set, code, versie);
    const struct spoor_definitie *valid = NULL;
    for (size_t i = first_of_code(set, code); i < set->count && spoor_slice_equal(set->items[i]->code, code); i++) {
        const struct spoor_definitie *item = set->items[i];
        if (item->geldig_vanaf_us <= at_us && (!valid || item->geldig_vanaf_us >= valid->geldig_vanaf_us))
            valid = item;
    }
    return valid;
}

int32_t spoor_definitie_fase_order(const struct spoor_definitie *definitie, struct spoor_slice fase)
{
    for (size_t i = 0; i < definitie->fase_count; i++) {
        if (spoor_slice_equal(definitie->fasen[i].code, fase))
            return (int32_t)i;
    }
    return -1;
}

static bool absent_or_equal(struct spoor_slice wanted, struct spoor_slice value)
{
    return !spoor_slice_present(wanted) || (spoor_slice_present(value) && spoor_slice_equal(wanted, value));
}

static bool some_rule_matches(const struct spoor_regel *rules, size_t count, const struct spoor_event *event)
{
    for (size_t i = 0; i < count; i++) {
        if (rules[i].kind == event->kind && absent_or_equal(rules[i].product, event->product) &&
            absent_or_equal(rules[i].fase, event->fase) && absent_or_equal(rules[i].resultaat, event->resultaat))
            return true;
    }
    return false;
}

bool spoor_definitie_starts_by(const struct spoor_definitie *definitie, const struct spoor_event *event)
{
    if (event->kind == SPOOR_KIND_KLANTREIS_GESTART)
        return spoor_slice_present(event->definitie) && spoor_slice_equal(event->definitie, definitie->code);
    return some_rule_matches(definitie->start, definitie->start_count, event);
}

bool spoor_definitie_ends_by(const struct spoor_definitie *definitie, const struct spoor_event *event)
{
    return event->kind == SPOOR_KIND_KLANTREIS_BEEINDIGD ||
           some_rule_matches(definitie->einde, definitie->einde_count, event);
}
