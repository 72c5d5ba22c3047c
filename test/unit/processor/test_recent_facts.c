/* Recent facts: advice on what to ask the log. */
#include "../codec/cmocka_test.h"

#include "../../../src/processor/recent_facts.h"

#define ENOUGH 1000000

static struct spoor_uuid uuid_of(uint32_t number)
{
    struct spoor_uuid uuid = {{0}};
    for (size_t i = 0; i < sizeof uuid.bytes; i++) /* spread, as a hash would be */
        uuid.bytes[i] = (uint8_t)((number * UINT32_C(2654435761) + (uint32_t)i * UINT32_C(40503)) >> (i % 4 * 8));
    return uuid;
}

static struct spoor_recent_facts *trusting(void)
{
    struct spoor_recent_facts *recent = spoor_recent_facts_new();
    spoor_recent_facts_committed(recent, ENOUGH);
    return recent;
}

static void every_fact_is_asked_after_a_start(void **state)
{
    (void)state;
    struct spoor_recent_facts *recent = spoor_recent_facts_new();
    assert_true(spoor_recent_facts_must_ask(recent, uuid_of(1), uuid_of(2)));
    spoor_recent_facts_committed(recent, 1);
    assert_true(spoor_recent_facts_must_ask(recent, uuid_of(1), uuid_of(2)));
    spoor_recent_facts_committed(recent, ENOUGH);
    assert_false(spoor_recent_facts_must_ask(recent, uuid_of(1), uuid_of(2)));
    spoor_recent_facts_free(recent);
}

static void a_fact_written_lately_is_asked(void **state)
{
    (void)state;
    struct spoor_recent_facts *recent = trusting();
    spoor_recent_facts_add(recent, uuid_of(1), uuid_of(2));
    assert_true(spoor_recent_facts_must_ask(recent, uuid_of(1), uuid_of(2)));
    assert_false(spoor_recent_facts_must_ask(recent, uuid_of(2), uuid_of(1)));
    assert_false(spoor_recent_facts_must_ask(recent, uuid_of(1), uuid_of(3)));
    spoor_recent_facts_free(recent);
}

static void the_last_sixty_thousand_are_known_and_the_first_of_a_million_forgotten(void **state)
{
    (void)state;
    struct spoor_recent_facts *recent = trusting();
    for (uint32_t i = 0; i < ENOUGH; i++)
        spoor_recent_facts_add(recent, uuid_of(7), uuid_of(i));
    for (uint32_t i = ENOUGH - 60000; i < ENOUGH; i++)
        assert_true(spoor_recent_facts_find(recent, uuid_of(7), uuid_of(i)));
    assert_false(spoor_recent_facts_find(recent, uuid_of(7), uuid_of(0)));
    spoor_recent_facts_free(recent);
}

static void a_surprise_makes_it_ask_all_for_a_while(void **state)
{
    (void)state;
    struct spoor_recent_facts *recent = trusting();
    spoor_recent_facts_distrust(recent);
    assert_true(spoor_recent_facts_must_ask(recent, uuid_of(1), uuid_of(2)));
    spoor_recent_facts_committed(recent, ENOUGH);
    assert_false(spoor_recent_facts_must_ask(recent, uuid_of(1), uuid_of(2)));
    spoor_recent_facts_free(recent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fact_is_asked_after_a_start),
        cmocka_unit_test(a_fact_written_lately_is_asked),
        cmocka_unit_test(the_last_sixty_thousand_are_known_and_the_first_of_a_million_forgotten),
        cmocka_unit_test(a_surprise_makes_it_ask_all_for_a_while),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
