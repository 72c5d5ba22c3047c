#include <spoor/base/health.h>

#include <spoor/base/arena.h>

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { COMPONENTS_MAX = 256, NAME_MAX_BYTES = 48, REASON_MAX_BYTES = 400 };

struct component {
    char name[NAME_MAX_BYTES];
    char reason[REASON_MAX_BYTES];
    bool ready;
};

static struct component components[COMPONENTS_MAX];
static int component_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int find_component(const char *name)
{
    for (int i = 0; i < component_count; i++) {
        if (strncmp(components[i].name, name, NAME_MAX_BYTES - 1) == 0)
            return i;
    }
    return -1;
}

int spoor_health_register(const char *component)
{
    pthread_mutex_lock(&lock);
    int number = find_component(component);
    if (number < 0) {
        if (component_count == COMPONENTS_MAX)
            spoor_out_of_memory(sizeof(components[0]));
        number = component_count++;
        snprintf(components[number].name, NAME_MAX_BYTES, "%s", component);
    }
    components[number].ready = false;
    snprintf(components[number].reason, REASON_MAX_BYTES, "start");
    pthread_mutex_unlock(&lock);
    return number;
}

void spoor_health_ready(int component)
{
    pthread_mutex_lock(&lock);
    components[component].ready = true;
    pthread_mutex_unlock(&lock);
}

void spoor_health_not_ready(int component, const char *format, ...)
{
    char reason[REASON_MAX_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof(reason), format, arguments);
    va_end(arguments);
    pthread_mutex_lock(&lock);
    components[component].ready = false;
    memcpy(components[component].reason, reason, sizeof(reason));
    pthread_mutex_unlock(&lock);
}

static size_t append_line(char *out, size_t out_bytes, size_t length, const char *name, const char *reason)
{
    if (length >= out_bytes)
        return length;
    int written = snprintf(out + length, out_bytes - length, "%s: %s\n", name, reason);
    return written < 0 ? length : length + (size_t)written;
}

bool spoor_health_check(char *out, size_t out_bytes)
{
    size_t length = 0;
    if (out_bytes)
        out[0] = '\0';
    pthread_mutex_lock(&lock);
    bool ready = component_count > 0;
    if (!ready)
        append_line(out, out_bytes, length, "process", "start");
    for (int i = 0; i < component_count; i++) {
        if (components[i].ready)
            continue;
        ready = false;
        length = append_line(out, out_bytes, length, components[i].name, components[i].reason);
    }
    pthread_mutex_unlock(&lock);
    return ready;
}
