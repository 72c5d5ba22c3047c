#include <spoor/crypto/pseudonym.h>

static struct spoor_slice trim(struct spoor_slice text)
{
    while (text.length > 0 && text.data[text.length - 1] == ' ')
        text.length--;
    while (text.length > 0 && text.data[0] == ' ')
        text = (struct spoor_slice){text.data + 1, text.length - 1};
    return text;
}

static struct spoor_slice normal_digits(struct spoor_slice text, char out[SPOOR_IDENTIFIER_DIGITS])
{
    size_t count = 0;
    char digits[SPOOR_IDENTIFIER_DIGITS];
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '.' || c == ' ' || c == '-')
            continue;
        if (c < '0' || c > '9' || count == SPOOR_IDENTIFIER_DIGITS)
            return text;
        digits[count++] = c;
    }
    if (count < SPOOR_IDENTIFIER_DIGITS - 1)
        return text;
    out[0] = '0';
    memcpy(out + SPOOR_IDENTIFIER_DIGITS - count, digits, count);
    return (struct spoor_slice){out, SPOOR_IDENTIFIER_DIGITS};
}

struct spoor_slice spoor_identifier_normal(struct spoor_slice soort, struct spoor_slice waarde,
                                           char out[SPOOR_IDENTIFIER_DIGITS])
{
    bool digits = spoor_slice_equal(soort, SPOOR_SLICE("bsn")) || spoor_slice_equal(soort, SPOOR_SLICE("rsin"));
    waarde = trim(waarde);
    return digits ? normal_digits(waarde, out) : waarde;
}
