/* The relay is killed at each of its crash points, in a process of its own; whoever comes next, under the same name or
 * another, goes on without a gap and without a duplicate. */
#include "support_relay.h"

#include <signal.h>
#include <spoor/base/crash.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct fold_names names;
static const char *const program = "/proc/self/exe";

static int setup(void **state)
{
    if (database_setup(state) != 0)
        return -1;
    fold_world(&names);
    return 0;
}

/* The victim: a fold with its relay that runs until it is killed. */
static int live(char **arguments)
{
    struct fold_names here = {.dsn = arguments[3]};
    struct fold fold;
    struct spoor_record record;
    size_t count;
    snprintf(here.canonical, sizeof here.canonical, "%s", arguments[0]);
    snprintf(here.target, sizeof here.target, "%s", arguments[1]);
    snprintf(here.group, sizeof here.group, "%s", arguments[2]);
    fold_open(&fold, &here, arguments[4]);
    if (spoor_crash_arm(arguments[5], NULL) != SPOOR_OK)
        return 2;
    for (;;)
        spoor_consumer_poll(fold.consumer, &record, 1, 100, &count, NULL);
}

static pid_t start_victim(const char *name, const char *crash_point)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        execl(program, program, names.canonical, names.target, names.group, names.dsn, name, crash_point, (char *)NULL);
        _exit(3);
    }
    return pid;
}

static bool is_dead(pid_t pid)
{
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) != pid)
        return false;
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
    return true;
}

/* Rows flow until the victim dies; then `heir` publishes what is left. */
static void killed_at(const char *crash_point, const char *victim, const char *heir)
{
    struct fold feeder = {.names = &names};
    int64_t rows[FOLD_PARTITIONS] = {0};
    pid_t pid = start_victim(victim, crash_point);
    database_wait_until("(SELECT count(*) FROM spoor.progress) = 2");
    for (int64_t deadline = now_ms() + 40000; !is_dead(pid); rows[0] += 40, rows[1] += 7) {
        if (now_ms() > deadline) {
            kill(pid, SIGKILL);
            fail_msg("crash point %s was never passed", crash_point);
        }
        fold_append(&feeder, 0, 40, 3);
        fold_append(&feeder, 1, 7, 1);
        usleep(20000);
    }
    struct fold fold;
    fold_open(&fold, &names, heir);
    fold_until_assigned(&fold);
    fold_append(&fold, 0, 10, 1);
    fold_append(&fold, 1, 10, 1);
    fold_until_published(&names, 0, rows[0] + 10);
    fold_until_published(&names, 1, rows[1] + 10);
    fold_close(&fold);
    fold_check(&names, rows[0] + 10, rows[1] + 10);
}

static void begun_and_nothing_sent(void **state)
{
    (void)state;
    killed_at("relay-begonnen:3", "een-0", "een-0");
}

static void rows_sent_and_no_offsets(void **state)
{
    (void)state;
    killed_at("relay-geproduceerd:3", "een-0", "een-0");
}

static void rows_sent_and_no_offsets_taken_over(void **state)
{
    (void)state;
    killed_at("relay-geproduceerd:3", "een-0", "twee-0");
}

static void offsets_sent_and_not_committed(void **state)
{
    (void)state;
    killed_at("relay-offsets-verzonden:3", "een-0", "een-0");
}

static void offsets_sent_and_not_committed_taken_over(void **state)
{
    (void)state;
    killed_at("relay-offsets-verzonden:3", "een-0", "twee-0");
}

static void committed_and_not_remembered(void **state)
{
    (void)state;
    killed_at("relay-vastgelegd:3", "een-0", "een-0");
}

static void committed_and_not_remembered_taken_over(void **state)
{
    (void)state;
    killed_at("relay-vastgelegd:3", "een-0", "twee-0");
}

/* "Everything caused by input below the committed offset is published": not so while a transaction's rows are told in
 * part. */
static void within_one_fold_transaction_the_former_offset_holds(void **state)
{
    (void)state;
    struct fold feeder = {.names = &names};
    pid_t pid = start_victim("een-0", "relay-vastgelegd:3");
    database_wait_until("(SELECT count(*) FROM spoor.progress) = 2");
    fold_until_published(&names, 0, 0); /* the first transaction says that nothing was to be told */
    fold_append(&feeder, 0, 1, 5);
    fold_until_published(&names, 0, 1);
    fold_append(&feeder, 0, 1200, 4); /* rows_max is 500 */
    for (int64_t deadline = now_ms() + 20000; !is_dead(pid);)
        assert_true(now_ms() < deadline);
    int64_t offset;
    char mark[80];
    fold_committed(&names, 0, &offset, mark);
    assert_int_equal(offset, 5);
    assert_string_equal(mark, "1;h=501;e=1");
    struct fold fold;
    fold_open(&fold, &names, "een-0");
    fold_until_assigned(&fold);
    fold_until_published(&names, 0, 1201);
    fold_close(&fold);
    fold_committed(&names, 0, &offset, mark);
    assert_int_equal(offset, 9);
    fold_check(&names, 1201, 0);
}

static void remembered(void **state)
{
    (void)state;
    killed_at("relay-onthouden:2", "een-0", "een-0");
}

static void in_the_middle_of_a_takeover(void **state)
{
    (void)state;
    killed_at("overname-omheind", "een-0", "twee-0");
}

static void after_rotating_the_outbox(void **state)
{
    (void)state;
    killed_at("outbox-gewisseld:2", "een-0", "een-0");
}

int main(int count, char **arguments)
{
    if (count > 6)
        return live(arguments + 1);
#define CRASH_TEST(test) cmocka_unit_test_setup_teardown(test, setup, database_teardown)
    const struct CMUnitTest tests[] = {
        CRASH_TEST(begun_and_nothing_sent),
        CRASH_TEST(rows_sent_and_no_offsets),
        CRASH_TEST(rows_sent_and_no_offsets_taken_over),
        CRASH_TEST(offsets_sent_and_not_committed),
        CRASH_TEST(offsets_sent_and_not_committed_taken_over),
        CRASH_TEST(committed_and_not_remembered),
        CRASH_TEST(committed_and_not_remembered_taken_over),
        CRASH_TEST(within_one_fold_transaction_the_former_offset_holds),
        CRASH_TEST(remembered),
        CRASH_TEST(in_the_middle_of_a_takeover),
        CRASH_TEST(after_rotating_the_outbox),
    };
    return cmocka_run_group_tests(tests, database_group_setup, database_group_teardown);
}
