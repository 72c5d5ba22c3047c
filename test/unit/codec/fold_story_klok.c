/* Clocks in a story: what they tell, in order, with the event or the look by which it came. */
#include "fold_story.h"

static void write_signal(struct fold_run *run, const struct spoor_event *cause, const struct spoor_signaal *signaal,
                         bool stil)
{
    const struct spoor_klok_termijn *termijn = &signaal->termijn;
    struct spoor_json_writer *out = &run->signals;
    bool stands = signaal->nummer % 2 == 1;
    const char *name = spoor_klok_signaal(termijn->klok);
    run->signal_count++;
    spoor_json_object_begin(out);
    spoor_json_member(out, "door", cause->id);
    spoor_json_member(out, "signaal", spoor_arena_printf(run->arena, "%s%s", name, stands ? "" : "-ingetrokken"));
    spoor_json_member(out, "klantreisRef", termijn->klantreis_ref);
    spoor_json_member(out, "termijnsoort", spoor_slice_of(spoor_klok_termijnsoort(termijn->klok)));
    spoor_json_member(out, "anker", termijn->anker);
    spoor_json_member_time(out, "bedoeldOp", termijn->bedoeld_us);
    spoor_json_member_time(out, "sindsOp", termijn->sinds_us);
    spoor_json_member_time(out, "uiterlijkOp", termijn->uiterlijk_us);
    spoor_json_member(out, "waarvoor", termijn->waarvoor);
    spoor_json_member(out, "bijWie", termijn->bij_wie);
    spoor_json_member_int(out, "nummer", signaal->nummer);
    if (stil)
        spoor_json_member_bool(out, "stil", true);
    spoor_json_object_end(out);
}

void fold_run_compare_clocks(struct fold_run *run, const struct spoor_event *event,
                             const struct spoor_toewijzing *where)
{
    struct spoor_signaal *items;
    size_t count = spoor_klok_compare(&run->stand, &run->toestand, where->event ? where->event : event, where->reis,
                                      &run->definities, run->arena, &items);
    for (size_t i = 0; i < count; i++)
        write_signal(run, event, &items[i], event->stil);
}

/* As Spoor does: who is not to be looked at yet is not. */
void fold_run_look(struct fold_run *run, const struct spoor_event *look, int64_t us)
{
    struct spoor_signaal signaal;
    int64_t tot_us[SPOOR_BEWIJS_COUNT];
    for (int bewijs = 0; bewijs < (int)SPOOR_BEWIJS_COUNT; bewijs++)
        tot_us[bewijs] = run->stand.wek_us[bewijs] != SPOOR_TIME_NONE && run->stand.wek_us[bewijs] <= us
                             ? us
                             : SPOOR_TIME_NONE;
    while (spoor_klok_fire(&run->stand, &run->toestand, &run->definities, tot_us, run->arena, &signaal))
        write_signal(run, look, &signaal, signaal.termijn.stil);
    spoor_klok_rewind(&run->stand, &run->toestand, &run->definities, run->arena);
}
