#include "checkers/planted_faults.hpp"

#include <gtest/gtest.h>

namespace {

TEST(PlantedFaults, AreSaidInTheseWords) {
    for (const auto& fault : planted::faults()) {
        EXPECT_EQ(said_of(fault), fault.says)
            << fault.model << ", " << fault.name << ": " << planted::text_of(fault.history);
    }
}

TEST(PlantedFaults, AreFoundUnlessThereIsNone) {
    for (const auto& fault : planted::faults()) {
        const bool faultless = fault.name.starts_with("none: ");
        const bool found_invalid = said_of(fault).starts_with("invalid");
        const bool cannot_tell =
            fault.name == "never read" || (fault.model == "set-full" && fault.name == "stale read");
        EXPECT_EQ(found_invalid, !faultless && !cannot_tell) << fault.model << ", " << fault.name;
    }
}

}  // namespace
