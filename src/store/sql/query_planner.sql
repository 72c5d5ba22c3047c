-- Readers scan and join at will, other than the fold: the planner's own choices, for this transaction.
SELECT set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true),
    set_config('enable_mergejoin', 'on', true), set_config('plan_cache_mode', 'force_custom_plan', true)
