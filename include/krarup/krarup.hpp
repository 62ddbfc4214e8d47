// Everything about single questions, for those who want one include; columns of them are krarup/batch/.
#pragma once

#include <krarup/contact_counts.hpp>
#include <krarup/outcome.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_a_state.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/lines.hpp>
#include <krarup/queues/observed_patience.hpp>
#include <krarup/queues/sensitivity.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/service_target.hpp>
#include <krarup/staffing/contact_mix.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/units.hpp>
