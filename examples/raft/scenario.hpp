#pragma once
/// What the scenarios have in common.

#include <sm/history/outcome.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "cluster.hpp"

namespace raft {

using namespace std::chrono_literals;

/// Appends numbers to one key, of which each that was acknowledged has to be there in the end, once
/// and in order, and each other one at most once.
class Ledger {
 public:
    Ledger(Cluster& cluster, std::string key)
        : cluster_(cluster), client_(cluster.client()), key_(std::move(key)) {}

    /// Whether it was acknowledged.
    bool write() {
        const auto number = "," + std::to_string(++written_) + ".";
        try {
            client_.append(key_, number);
        } catch (const sm::Refused&) {
            return false;
        } catch (const sm::Unknown&) {
            return false;
        }
        acknowledged_.push_back(number);
        return true;
    }
    void write(int times) {
        for (; times > 0; --times) write();
    }
    std::size_t acknowledged() const { return acknowledged_.size(); }

    void check() {
        cluster_.must_agree();
        const auto value = cluster_.local(cluster_.leader(), key_).value_or("");
        std::size_t after = 0;
        for (const auto& number : acknowledged_) {
            const auto at = value.find(number);
            ASSERT_NE(at, std::string::npos) << number << " is lost: " << value;
            EXPECT_GE(at, after) << number << " is out of order: " << value;
            after = at;
        }
        for (int number = 1; number <= written_; ++number) {
            const auto text = "," + std::to_string(number) + ".";
            EXPECT_EQ(value.find(text), value.rfind(text)) << text << " is there twice: " << value;
        }
    }

 private:
    Cluster& cluster_;
    Client client_;
    std::string key_;
    int written_ = 0;
    std::vector<std::string> acknowledged_{};
};

class Scenario : public testing::Test {
 protected:
    /// A cluster of so many, with a leader, and the leader's number.
    NodeId begin(int nodes, ClusterOptions setup = {}) {
        setup.world.nodes = nodes;
        made_ = std::make_unique<Cluster>(setup);
        return made_->run();
    }
    /// What all filters of the scenario met goes into the report of the tests.
    void TearDown() override {
        if (!made_) return;
        const auto counts = made_->net().filter_counts();
        RecordProperty("filters_seen", std::to_string(counts.seen));
        RecordProperty("filters_dropped", std::to_string(counts.dropped));
    }
    Cluster& cluster() { return *made_; }
    auto& net() { return made_->net(); }

    std::vector<NodeId> all() { return made_->running(); }
    std::vector<NodeId> all_but(std::vector<NodeId> some) {
        auto rest = all();
        for (const auto node : some) std::erase(rest, node);
        return rest;
    }
    /// Servers that do not lead, in order.
    std::vector<NodeId> followers() { return all_but({made_->leader()}); }

    /// Takes the filters away, which must have dropped something.
    static void heal(sm::simulation::Filters filters) {
        EXPECT_GT(filters.counts().dropped, 0U) << "the filters were never put to the test";
        filters.remove();
    }
    /// The same filter on what each server sends, all in one.
    template <class Filter>
    std::vector<sm::simulation::Filters> on_all(const Filter& filter) {
        std::vector<sm::simulation::Filters> filters;
        for (const auto node : all()) filters.push_back(net().add_send_filter(node, filter));
        return filters;
    }
    static sm::simulation::FilterCounts sum(const std::vector<sm::simulation::Filters>& filters) {
        sm::simulation::FilterCounts counts;
        for (const auto& filter : filters) counts += filter.counts();
        return counts;
    }
    static void remove(std::vector<sm::simulation::Filters>& filters) {
        for (auto& filter : filters) filter.remove();
    }

    /// Counts what arrives of one kind at a node from here on.
    template <class Kind>
    std::shared_ptr<int> count_arrivals(NodeId node) {
        auto count = std::make_shared<int>(0);
        net().add_receive_filter(
            node,
            sm::simulation::filter::notify([count](const sm::simulation::Packet<Message>& packet) {
                *count += std::holds_alternative<Kind>(packet.message);
            }));
        return count;
    }

 private:
    std::unique_ptr<Cluster> made_;
};

}  // namespace raft
