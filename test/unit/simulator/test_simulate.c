#include "simulated_world.h"

#include <spoor/base/time.h>

static struct spoor_slice simulated(struct simulated_world *world, const struct spoor_simulation_options *options)
{
    struct spoor_simulation_counts counts;
    spoor_buffer_clear(&world->bytes);
    assert_int_equal(spoor_simulate(options, &counts, NULL), SPOOR_OK);
    assert_int_equal(counts.records, options->records);
    return spoor_arena_copy(&world->arena, spoor_buffer_slice(&world->bytes));
}

static void a_seed_makes_the_same_bytes(void **state)
{
    struct simulated_world *world = *state;
    struct spoor_simulation_options options = world_options(world, 3000);
    options.shares.poison = 0.2;
    struct spoor_slice first = simulated(world, &options), second = simulated(world, &options);
    assert_true(spoor_slice_equal(first, second));
    options.seed++;
    assert_false(spoor_slice_equal(first, simulated(world, &options)));
}

static void another_end_makes_other_ids(void **state)
{
    struct simulated_world *world = *state;
    struct spoor_simulation_options options = world_options(world, 200);
    struct spoor_slice first = simulated(world, &options);
    options.until_us += SPOOR_SECOND_US;
    struct spoor_slice second = simulated(world, &options);
    const char *id = memmem(first.data, first.length, "\"id\":\"sim-", 10);
    assert_non_null(id);
    assert_null(memmem(second.data, second.length, id, 20));
}

static void shares_come_close_to_what_was_asked(void **state)
{
    struct simulated_world *world = *state;
    struct spoor_simulation_options options = world_options(world, 40000);
    struct spoor_simulation_counts counts;
    options.shares = (struct spoor_simulation_shares){10, 10, 5, 20, 0};
    assert_int_equal(spoor_simulate(&options, &counts, NULL), SPOOR_OK);
    assert_in_range(counts.duplicates, 3200, 4800);
    assert_in_range(counts.late, 2200, 4000); /* nobody has a history in the beginning */
    assert_in_range(counts.unordered, 1000, 2200);
    assert_in_range(counts.anonymous, 7000, 9000);
    for (int i = 0; i < SPOOR_CHANNEL_COUNT; i++)
        assert_true(counts.per_channel[i] > 200);
    assert_true(counts.reizen > 1000);
}

static void only_cloudevents_leaves_the_others_out(void **state)
{
    struct simulated_world *world = *state;
    struct spoor_simulation_options options = world_options(world, 5000);
    struct spoor_simulation_counts counts;
    options.cloudevents_only = true;
    assert_int_equal(spoor_simulate(&options, &counts, NULL), SPOOR_OK);
    for (int i = 0; i < SPOOR_CHANNEL_COUNT; i++)
        assert_true((counts.per_channel[i] > 0) == spoor_channel_is_cloudevents((enum spoor_channel)i));
}

static void a_rate_is_kept_however_fast_the_sink_is(void **state)
{
    struct simulated_world *world = *state;
    struct spoor_simulation_options options = world_options(world, 200);
    options.rate = 1000;
    options.ending_now = true;
    int64_t begin = spoor_time_monotonic_us();
    simulated(world, &options);
    assert_true(spoor_time_monotonic_us() - begin >= 190000);
}

static enum spoor_status refuse(void *owner, const struct spoor_simulated *record, struct spoor_error *err)
{
    (void)owner, (void)record;
    return spoor_error_set(err, SPOOR_RETRY, "weg", "the sink is away");
}

static void a_sink_that_refuses_ends_it(void **state)
{
    struct spoor_simulation_options options = world_options(*state, 100);
    struct spoor_simulation_counts counts;
    struct spoor_error err = {0};
    options.send = refuse;
    assert_int_equal(spoor_simulate(&options, &counts, &err), SPOOR_RETRY);
    assert_int_equal(counts.records, 0);
}

static enum spoor_status stop_soon(void *owner, const struct spoor_simulated *record, struct spoor_error *err)
{
    (void)record, (void)err;
    spoor_stop_request(owner);
    return SPOOR_OK;
}

static void a_stop_ends_it_in_order(void **state)
{
    struct spoor_stop stop = {false};
    struct spoor_simulation_options options = world_options(*state, 100);
    struct spoor_simulation_counts counts;
    options.owner = options.stop = &stop;
    options.send = stop_soon;
    assert_int_equal(spoor_simulate(&options, &counts, NULL), SPOOR_OK);
    assert_int_equal(counts.records, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_makes_the_same_bytes),
        cmocka_unit_test(another_end_makes_other_ids),
        cmocka_unit_test(shares_come_close_to_what_was_asked),
        cmocka_unit_test(only_cloudevents_leaves_the_others_out),
        cmocka_unit_test(a_rate_is_kept_however_fast_the_sink_is),
        cmocka_unit_test(a_sink_that_refuses_ends_it),
        cmocka_unit_test(a_stop_ends_it_in_order),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
