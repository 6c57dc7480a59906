#pragma once
/// Everything that a first test needs, from values to the check.

#include <sm/base/find.hpp>
#include <sm/check/check.hpp>
#include <sm/spec/domain.hpp>
#include <sm/value/to_string.hpp>
