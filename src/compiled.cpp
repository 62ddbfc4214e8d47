// krarup::compiled: the functions that the headers only declare to those who define KRARUP_COMPILED.
#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/inverse.hpp>
#include <krarup/batch/measures.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/krarup.hpp>
