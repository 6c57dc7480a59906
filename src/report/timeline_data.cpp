#include "report/timeline_data.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "history/run_clock.hpp"
#include "report/lanes.hpp"
#include "report/outcome.hpp"
#include "report/text.hpp"

namespace sm::report {
namespace {

/// The bytes that the texts of all operations may take together, and one of them at least.
constexpr std::size_t most_text = 2'000'000;
constexpr std::size_t least_text = 200;
constexpr std::size_t longest_text = 20'000;  ///< of a violation

/// Each text once, numbered as they come.
class Texts {
 public:
    std::size_t number(std::string text) {
        const auto [found, fresh] = numbers_.try_emplace(std::move(text), list_.size());
        if (fresh) list_.push_back(&found->first);
        return found->second;
    }

    std::string json() const {
        std::string json = "[";
        for (const auto* text : list_) {
            if (json.size() > 1) json += ',';
            json += json_text(*text);
        }
        return json + "]";
    }

 private:
    std::map<std::string, std::size_t> numbers_;
    std::vector<const std::string*> list_;
};

/// An object in the making.
class Object {
 public:
    Object& add(std::string_view name, std::string_view json) {
        text_ += text_.empty() ? "{" : ",";
        text_ += json_text(name);
        text_ += ':';
        text_ += json;
        return *this;
    }
    Object& add_text(std::string_view name, std::string_view text) {
        return add(name, json_text(text));
    }
    template <class Integer>
    Object& add_number(std::string_view name, Integer number) {
        return add(name, std::to_string(number));
    }
    std::string json() const { return text_.empty() ? "{}" : text_ + "}"; }

 private:
    std::string text_;
};

void append_item(std::string& list, std::string_view json) {
    list += list.empty() ? "[" : ",";
    list += json;
}

std::string closed(std::string list) { return list.empty() ? "[]" : std::move(list) + "]"; }

/// What the page has of a history that is too long: by time around the violations, or the first.
class Selection {
 public:
    Selection(std::span<const history::Operation> operations, const TimelineOptions& options) {
        std::vector<std::size_t> clients;
        for (std::size_t i = 0; i < operations.size(); ++i) {
            if (!operations[i].by_nemesis()) clients.push_back(i);
        }
        if (options.result) {
            for (const auto violation : options.result->violations) {
                if (violation < operations.size()) violations_.insert(violation);
            }
        }
        if (clients.size() <= options.most_operations) {
            places_ = std::move(clients);
        } else {
            choose(clients, options.most_operations);
        }
    }

    const std::vector<std::size_t>& places() const { return places_; }
    bool is_violation(std::size_t place) const { return violations_.contains(place); }

 private:
    /// An equal share around each violation.
    void choose(const std::vector<std::size_t>& clients, std::size_t most) {
        std::set<std::size_t> chosen;
        const auto share =
            std::max<std::size_t>(2, most / std::max<std::size_t>(1, violations_.size()));
        for (const auto violation : violations_) {
            if (chosen.size() >= most) break;
            const auto at = std::lower_bound(clients.begin(), clients.end(), violation);
            const auto before =
                std::min<std::size_t>(share / 2, static_cast<std::size_t>(at - clients.begin()));
            const auto from = at - static_cast<std::ptrdiff_t>(before);
            const auto count =
                std::min<std::size_t>(share, static_cast<std::size_t>(clients.end() - from));
            chosen.insert(from, from + static_cast<std::ptrdiff_t>(count));
        }
        for (const auto client : clients) {
            if (chosen.size() >= most) break;
            chosen.insert(client);
        }
        places_.assign(chosen.begin(), chosen.end());
    }

    std::set<std::size_t> violations_;
    std::vector<std::size_t> places_;
};

/// The operations as columns: numbers, and numbers of texts.
class Columns {
 public:
    Columns(std::span<const history::Operation> operations, const Selection& selection)
        : operations_(operations),
          selection_(selection),
          clock_(operations),
          lanes_(lanes_of(operations)) {
        const auto count = std::max<std::size_t>(1, selection.places().size());
        most_ = std::clamp(most_text / count, least_text, longest_text);
        texts_.number("");
        for (const auto place : selection.places()) add(place);
    }

    std::string json() const {
        Object columns;
        for (const auto& [name, list] : columns_) columns.add(name, closed(list));
        return columns.json();
    }
    std::string texts() const { return texts_.json(); }
    std::size_t lanes() const { return lanes_.count; }
    const detail::RunClock& clock() const { return clock_; }

 private:
    void add(std::size_t place) {
        const history::Operation& operation = operations_[place];
        const auto began = clock_.began(operation).count();
        const auto put = [&](std::string_view column, auto number) {
            append_item(columns_[column], std::to_string(number));
        };
        put("place", place);
        put("process", operation.process);
        put("lane", lanes_.of[place]);
        put("began", began);
        put("took", clock_.took(operation).count());
        put("outcome", static_cast<int>(seen(operation)));
        put("function", text(operation.function, place));
        put("key", text_of(operation.key, place));
        put("asked", text_of(operation.value, place));
        put("answer", operation.answered() ? text_of(operation.answer, place) : 0);
        put("error", operation.error.is(history::Value::Kind::text)
                         ? text(operation.error.text(), place)
                         : text_of(operation.error, place));
        if (selection_.is_violation(place)) put("violations", row_);
        ++row_;
    }

    std::size_t text_of(const history::Value& value, std::size_t place) {
        return value.is_nothing() ? 0 : text(to_string(value), place);
    }
    std::size_t text(std::string_view text, std::size_t place) {
        const auto most = selection_.is_violation(place) ? longest_text : most_;
        return texts_.number(shortened(readable(text), most));
    }

    std::span<const history::Operation> operations_;
    const Selection& selection_;
    detail::RunClock clock_;
    Lanes lanes_;
    Texts texts_;
    std::size_t most_ = 0;
    std::size_t row_ = 0;
    std::map<std::string_view, std::string> columns_;
};

std::string faults_json(const std::vector<history::FaultWindow>& faults) {
    std::string list;
    for (const history::FaultWindow& fault : faults) {
        Object object;
        object.add_text("name", fault.name)
            .add_text("arguments", fault.arguments.is_nothing()
                                       ? ""
                                       : shortened(to_string(fault.arguments), longest_text))
            .add_number("began", fault.began.count())
            .add_number("ended", fault.ended.count())
            .add("open", fault.open ? "true" : "false");
        append_item(list, object.json());
    }
    return closed(list);
}

std::string result_json(const history::CheckResult& result) {
    Object object;
    object.add_text("verdict", to_string(result.verdict()))
        .add_text("checker", result.checker)
        .add_text("algorithm", result.algorithm)
        .add_text("reason", shortened(result.conclusion.reason, longest_text));
    std::string parts;
    for (const history::CheckResult& part : result.parts) append_item(parts, result_json(part));
    object.add("parts", closed(parts));
    return object.json();
}

}  // namespace

std::string timeline_data(std::span<const history::Operation> operations,
                          const TimelineOptions& options) {
    const Selection selection(operations, options);
    const Columns columns(operations, selection);
    const auto clients = static_cast<std::size_t>(std::count_if(
        operations.begin(), operations.end(), [](const auto& o) { return !o.by_nemesis(); }));
    Object object;
    object.add_text("title", options.title)
        .add_text("unit", columns.clock().recorded() ? "time" : "events")
        .add_number("end", columns.clock().end().count())
        .add_number("lanes", columns.lanes())
        .add_number("all", clients)
        .add("finding", options.result ? result_json(*options.result) : "null")
        .add("faults", faults_json(options.faults ? *options.faults : fault_windows(operations)))
        .add("texts", columns.texts())
        .add("operations", columns.json());
    return object.json();
}

}  // namespace sm::report
