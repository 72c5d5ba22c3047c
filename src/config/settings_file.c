#include "config_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { PLACE_MAX = 300 };

struct settings_file {
    struct spoor_settings *settings;
    const char *path;
    int line;
    bool seen[SPOOR_SETTING_COUNT];
};

static enum spoor_status read_line(struct settings_file *file, struct spoor_slice line, struct spoor_error *err)
{
    char place[PLACE_MAX];
    struct spoor_slice key, value;
    snprintf(place, sizeof(place), "%s:%d", file->path, file->line);
    line = spoor_setting_trim(line);
    if (!line.length || line.data[0] == '#')
        return SPOOR_OK;
    if (!spoor_setting_split(line, &key, &value))
        return spoor_error_set(err, SPOOR_HALT, "", "%s: a line is `key = value`, or begins with #", place);
    enum spoor_setting setting = spoor_setting_find(key);
    if (setting == SPOOR_SETTING_COUNT)
        return spoor_setting_unknown(key, place, err);
    if (file->seen[setting])
        return spoor_error_set(err, SPOOR_HALT, "", "%s: %s is already at %s; keep one", place,
                               spoor_setting_key(setting), spoor_settings_origin(file->settings, setting));
    file->seen[setting] = true;
    return spoor_setting_assign(file->settings, setting, value, place, err);
}

static void cannot_read(const char *path, struct spoor_faults *faults)
{
    struct spoor_error err;
    spoor_error_set(&err, SPOOR_HALT, "", "%s: %s; --config names the file", path, strerror(errno));
    spoor_faults_add(faults, err.message);
}

void spoor_settings_read_file(struct spoor_settings *settings, const char *path, struct spoor_faults *faults)
{
    struct settings_file file = {.settings = settings, .path = path};
    struct spoor_error err;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    FILE *stream = fopen(path, "re");
    if (!stream) {
        cannot_read(path, faults);
        return;
    }
    while ((length = getline(&line, &room, stream)) >= 0) {
        file.line++;
        if (read_line(&file, (struct spoor_slice){line, (size_t)length}, &err) != SPOOR_OK)
            spoor_faults_add(faults, err.message);
    }
    if (ferror(stream))
        cannot_read(path, faults);
    if (line)
        explicit_bzero(line, room);
    free(line);
    fclose(stream);
}
