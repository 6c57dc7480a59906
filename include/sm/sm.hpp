#pragma once
/// Everything that a first test needs, from values to the check.

#include <sm/check/check.hpp>
#include <sm/spec/domain.hpp>
#include <sm/value/find.hpp>
#include <sm/value/show.hpp>
