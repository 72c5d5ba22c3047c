/* Counters of contacts of a klant or of one journey, for people and as JSON. */
#include "klantbeeld.h"

#include <stdio.h>

/* ---- for people ---- */

static void print_codes(const struct spoor_tellers *tellers)
{
    for (size_t i = 0; i < tellers->count; i++)
        printf("%s%.*s %lld%s", i ? ", " : " (", SPOOR_SLICE_ARG(tellers->items[i].code),
               (long long)tellers->items[i].aantal, i + 1 == tellers->count ? ")" : "");
}

static void print_count(int64_t count, const char *one, const char *several)
{
    if (count > 0)
        printf(", %lld %s", (long long)count, count == 1 ? one : several);
}

static void print_switch(const struct spoor_wissel_teller *wissel)
{
    printf("switched %.*s to %.*s %lld", SPOOR_SLICE_ARG(wissel->van), SPOOR_SLICE_ARG(wissel->naar),
           (long long)wissel->aantal);
    if (wissel->naadloos > 0)
        printf(", %lld seamless", (long long)wissel->naadloos);
    if (wissel->automatisch)
        printf(", automatic");
    if (wissel->reden.length > 0)
        printf(", %.*s", SPOOR_SLICE_ARG(wissel->reden));
}

void spoor_klantbeeld_print_tellers(const char *label, const struct spoor_contact_tellers *tellers)
{
    printf("%s%lld", label, (long long)tellers->contacten);
    print_codes(&tellers->per_kanaal);
    print_count(tellers->herhaald, "repeat", "repeats");
    print_count(tellers->statusvragen, "asked for the status", "asked for the status");
    print_count(tellers->doorverwijzingen, "referral", "referrals");
    printf("\n");
    for (size_t i = 0; i < tellers->wissel_count; i++) {
        printf("%*s", (int)strlen(label), "");
        print_switch(&tellers->wissels[i]);
        printf("\n");
    }
}

/* ---- as JSON ---- */

static void write_key(struct spoor_json_writer *writer, const char *name)
{
    spoor_json_key(writer, spoor_slice_of(name));
}

static void write_codes(struct spoor_json_writer *writer, const char *name, const struct spoor_tellers *tellers)
{
    write_key(writer, name);
    spoor_json_object_begin(writer);
    for (size_t i = 0; i < tellers->count; i++) {
        spoor_json_key(writer, tellers->items[i].code);
        spoor_json_integer(writer, tellers->items[i].aantal);
    }
    spoor_json_object_end(writer);
}

static void write_last(struct spoor_json_writer *writer, const struct spoor_tellers *tellers)
{
    write_key(writer, "laatstePerKanaal");
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < tellers->count; i++) {
        spoor_json_object_begin(writer);
        spoor_json_member(writer, "kanaal", tellers->items[i].code);
        spoor_json_member_time(writer, "plaatsgevondenOp", tellers->items[i].laatste_us);
        spoor_json_object_end(writer);
    }
    spoor_json_array_end(writer);
}

static void write_switches(struct spoor_json_writer *writer, const struct spoor_contact_tellers *tellers)
{
    write_key(writer, "kanaalwissels");
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < tellers->wissel_count; i++) {
        const struct spoor_wissel_teller *wissel = &tellers->wissels[i];
        spoor_json_object_begin(writer);
        spoor_json_member(writer, "vanKanaal", wissel->van);
        spoor_json_member(writer, "naarKanaal", wissel->naar);
        spoor_json_member(writer, "redenKanaalwissel", wissel->reden);
        spoor_json_member_bool(writer, "automatisch", wissel->automatisch);
        spoor_json_member_int(writer, "aantal", wissel->aantal);
        spoor_json_member_int(writer, "naadloos", wissel->naadloos);
        spoor_json_object_end(writer);
    }
    spoor_json_array_end(writer);
}

void spoor_klantbeeld_write_tellers(const struct spoor_contact_tellers *tellers, struct spoor_json_writer *writer)
{
    write_key(writer, "contacten");
    spoor_json_object_begin(writer);
    spoor_json_member_int(writer, "totaal", tellers->contacten);
    write_codes(writer, "kanalen", &tellers->per_kanaal);
    write_last(writer, &tellers->per_kanaal);
    write_codes(writer, "fasen", &tellers->per_fase);
    spoor_json_member_int(writer, "herhaald", tellers->herhaald);
    spoor_json_member_int(writer, "statusvragen", tellers->statusvragen);
    spoor_json_member_int(writer, "doorverwijzingen", tellers->doorverwijzingen);
    write_switches(writer, tellers);
    spoor_json_object_end(writer);
}
