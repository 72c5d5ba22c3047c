#include "simulator_internal.h"

#include <stdarg.h>
#include <stdio.h>

#define BSN_FIRST 999900000u /* test numbers only: 9999xxxxx */
#define BSN_TENS 10000u      /* in each ten of the hundred thousand at most one passes the 11-test */
#define BSN_EVERY 3u

struct spoor_slice sim_text_set(struct sim_text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text->text, sizeof text->text, format, arguments);
    va_end(arguments);
    size_t kept = length < 0 ? 0 : (size_t)length < sizeof text->text ? (size_t)length : sizeof text->text - 1;
    return (struct spoor_slice){text->text, kept};
}

/* Weights 9 … 2 and -1 of the burgerservicenummer; modulo 11. */
static unsigned check_sum(unsigned number)
{
    unsigned sum = 10 * (number % 10); /* -1 ≡ 10 */
    number /= 10;
    for (unsigned weight = 2; weight <= 9; weight++, number /= 10)
        sum += weight * (number % 10);
    return sum % 11;
}

/* The number of the index-th ten that passes; 0 when its last digit would have to be ten (one in eleven). */
static unsigned bsn_of(unsigned index)
{
    unsigned number = BSN_FIRST + 10 * index;
    unsigned digit = check_sum(number); /* the last digit counts -1 */
    return digit < 10 ? number + digit : 0;
}

bool sim_klant_has_bsn(uint32_t klant)
{
    return klant % BSN_EVERY == 0 && klant / BSN_EVERY < BSN_TENS && bsn_of(klant / BSN_EVERY) != 0;
}

struct spoor_slice sim_klant_number(uint32_t klant, struct sim_text *text)
{
    if (sim_klant_has_bsn(klant))
        return sim_text_set(text, "%u", bsn_of(klant / BSN_EVERY));
    return sim_text_set(text, "KL%08u", klant);
}
