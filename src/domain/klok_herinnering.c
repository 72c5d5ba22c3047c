/* K-herinnering: the moment has come at which a klant asked to be reminded of something. */
#include "klok_internal.h"

void herinnering_termijnen(struct klok_view *view, enum spoor_kloksoort klok)
{
    const struct spoor_toestand *toestand = view->toestand;
    for (size_t i = 0; i < toestand->herinnering_count; i++) {
        const struct spoor_herinnering *item = &toestand->herinneringen[i];
        bool named = spoor_slice_present(item->klantreis_ref);
        klok_add(view, (struct spoor_klok_termijn){.klok = klok,
                                              .reis = named ? reis_by_ref(toestand, item->klantreis_ref) : NO_REIS,
                                              .klantreis_ref = item->klantreis_ref,
                                              .anker = item->id,
                                              .bedoeld_us = item->op_us,
                                              .sinds_us = SPOOR_TIME_NONE,
                                              .uiterlijk_us = SPOOR_TIME_NONE,
                                              .waarvoor = item->waarvoor,
                                              .stil = item->stil});
    }
}
