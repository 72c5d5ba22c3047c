#include <spoor/domain/openstaand.h>

int spoor_openstaand_compare(const struct spoor_openstaand *a, const struct spoor_openstaand *b)
{
    if (a->sinds_us != b->sinds_us)
        return a->sinds_us < b->sinds_us ? -1 : 1;
    int c = spoor_slice_compare(a->soort, b->soort);
    return c ? c : spoor_slice_compare(a->ref, b->ref);
}

static bool same_text(struct spoor_slice a, struct spoor_slice b)
{
    return spoor_slice_present(a) == spoor_slice_present(b) && spoor_slice_equal(a, b);
}

bool spoor_openstaand_equal(const struct spoor_openstaand *a, const struct spoor_openstaand *b)
{
    return spoor_openstaand_compare(a, b) == 0 && a->uiterlijk_us == b->uiterlijk_us && same_text(a->aard, b->aard) &&
           same_text(a->eigenaar, b->eigenaar) && same_text(a->divisie, b->divisie) &&
           same_text(a->regisseur, b->regisseur);
}

static size_t text_bytes(const struct spoor_openstaand *item)
{
    return item->soort.length + item->ref.length + item->aard.length + item->eigenaar.length + item->divisie.length +
           item->regisseur.length;
}

size_t spoor_openstaand_kept(const struct spoor_openstaand *items, size_t count)
{
    size_t kept = 0, bytes = 0;
    while (kept < count && kept < SPOOR_OPENSTAAND_KEPT_MAX &&
           (bytes += text_bytes(&items[kept])) <= SPOOR_OPENSTAAND_BYTES_MAX)
        kept++;
    return kept;
}

size_t spoor_openstaand_differences(const struct spoor_openstaand *was, size_t was_count,
                                    const struct spoor_openstaand *is, size_t is_count, struct spoor_arena *arena,
                                    struct spoor_openstaand_verschil **out_verschillen)
{
    struct spoor_openstaand_verschil *out =
        SPOOR_ARENA_ARRAY(arena, struct spoor_openstaand_verschil, was_count + is_count + 1);
    size_t count = 0;
    for (size_t a = 0, b = 0; a < was_count || b < is_count;) {
        int order = a == was_count ? 1 : b == is_count ? -1 : spoor_openstaand_compare(&was[a], &is[b]);
        if (order != 0 || !spoor_openstaand_equal(&was[a], &is[b]))
            out[count++] = (struct spoor_openstaand_verschil){order <= 0 ? &was[a] : NULL, order >= 0 ? &is[b] : NULL};
        a += order <= 0;
        b += order >= 0;
    }
    *out_verschillen = out;
    return count;
}
