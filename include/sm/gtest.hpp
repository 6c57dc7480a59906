#pragma once
/// The library together with GoogleTest.
///
/// `EXPECT_TRUE(sm::check<Cmd>(...))` needs only sm.hpp. Linking sm::gtest makes a check take the
/// running test's name, print its statistics after a pass, and record its figures as properties in
/// GoogleTest's XML and JSON: `sm_seed`, `sm_calls` and so on, of a second check in the same test
/// `sm_2_seed`.

#include <sm/sm.hpp>

#include <gtest/gtest.h>
