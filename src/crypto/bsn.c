#include <spoor/crypto/pseudonym.h>

/* The 11-test of burgerservicenummers: weights 9, 8, … 2, and -1 for the last digit; 8 digits miss their leading 0. */
bool spoor_bsn_valid(struct spoor_slice digits)
{
    if (digits.length != 8 && digits.length != 9)
        return false;
    int sum = 0;
    bool all_zero = true;
    for (size_t i = 0; i < digits.length; i++) {
        int digit = digits.data[i] - '0';
        if (digit < 0 || digit > 9)
            return false;
        int weight = (int)(digits.length - i);
        sum += digit * (weight == 1 ? -1 : weight);
        all_zero = all_zero && digit == 0;
    }
    return !all_zero && sum % 11 == 0;
}
