// The one Boost.Math policy: plain double, since promotion to long double makes the incomplete
// gamma functions several times slower, and limits instead of exceptions.
#pragma once

#include <boost/math/policies/policy.hpp>

namespace krarup::detail {

using math_policy = boost::math::policies::policy<
    boost::math::policies::promote_double<false>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::domain_error<boost::math::policies::ignore_error>,
    boost::math::policies::pole_error<boost::math::policies::ignore_error>>;

}  // namespace krarup::detail
