#include <spoor/base/faults.h>

void spoor_faults_init(struct spoor_faults *faults)
{
    spoor_buffer_init(&faults->text);
    faults->count = 0;
}

void spoor_faults_fini(struct spoor_faults *faults)
{
    spoor_buffer_fini(&faults->text);
    faults->count = 0;
}

void spoor_faults_add(struct spoor_faults *faults, const char *message)
{
    spoor_buffer_append(&faults->text, message, strlen(message) + 1);
    faults->count++;
}

const char *spoor_faults_next(const struct spoor_faults *faults, const char *message)
{
    const char *next = message ? message + strlen(message) + 1 : faults->text.data;
    return faults->count > 0 && next < faults->text.data + faults->text.length ? next : NULL;
}
