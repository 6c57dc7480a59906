#pragma once
/// Tables by name; one that was dropped and created again is not found.
///
/// Minimum: create 0, drop 0, create 0, query 0.

#include <sm/spec/domain.hpp>

#include <set>
#include <variant>

namespace cases::create_drop {

enum class Bug { none, logic };

class Tables {
 public:
    explicit Tables(Bug bug = Bug::none) : bug_(bug) {}

    void create(int name) { there_.insert(name); }
    void drop(int name) {
        there_.erase(name);
        dropped_.insert(name);
    }
    bool query(int name) const {
        const bool lost = bug_ == Bug::logic && dropped_.contains(name);
        return there_.contains(name) && !lost;
    }

 private:
    Bug bug_;
    std::set<int> there_;
    std::set<int> dropped_;
};

struct Model {
    std::set<int> tables;
};

using Name = sm::Below<10>;

struct Create {
    Name name;
    bool pre(const Model& m) const { return !m.tables.contains(name); }
    void apply(Model& m) const { m.tables.insert(name); }
    void run(auto& tables) const { tables.create(name); }
};
struct Drop {
    Name name;
    bool pre(const Model& m) const { return m.tables.contains(name); }
    void apply(Model& m) const { m.tables.erase(name); }
    void run(auto& tables) const { tables.drop(name); }
};
struct Query {
    Name name;
    bool apply(Model& m) const { return m.tables.contains(name); }
    bool run(auto& tables) const { return tables.query(name); }
};

using Cmd = std::variant<Create, Drop, Query>;

}  // namespace cases::create_drop
