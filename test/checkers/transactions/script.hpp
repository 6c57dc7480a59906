#pragma once
/// Histories of transactions written as text.

#include <sm/checkers/transactions.hpp>

#include <cctype>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace script {

using sm::history::Value;

/// Reads numbers, nil, lists, and words as names, which Clojure would write with a colon.
class Reader {
 public:
    explicit Reader(std::string_view text) : text_(text) {}

    Value list(char end) {
        std::vector<Value> items;
        for (skip(); at_ < text_.size() && text_[at_] != end; skip()) items.push_back(item());
        ++at_;
        return Value::list(std::move(items));
    }
    bool more() const { return at_ < text_.size(); }

 private:
    void skip() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }
    Value item() {
        if (text_[at_] == '[') return ++at_, list(']');
        const auto end = text_.find_first_of(" ,]", at_);
        const std::string word(text_.substr(at_, end - at_));
        at_ += word.size();
        if (word == "nil") return {};
        const bool number = std::isdigit(static_cast<unsigned char>(word[0])) != 0;
        return number ? Value::integer(std::stoll(word)) : Value::name(word);
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// `append x 1, r y [1 2]` as `[[:append :x 1] [:r :y [1 2]]]`.
inline Value micros(std::string_view text) {
    Reader reader(text);
    std::vector<Value> all;
    while (reader.more()) all.push_back(reader.list(','));
    return Value::list(std::move(all));
}

/// An operation; by itself each is of a process of its own, and at the same time as all others.
struct Txn : sm::history::Operation {
    Txn(sm::Ending how, std::string_view text) {
        function = "txn";
        ending = how;
        (answered() ? answer : value) = micros(text);
        process = -2;
        invoked = 0;
        returned = indeterminate() ? sm::never : 1000;
    }
    Txn by(std::int64_t client) const {
        Txn copy = *this;
        copy.process = client;
        return copy;
    }
    Txn during(sm::Timestamp from, sm::Timestamp to) const {
        Txn copy = *this;
        copy.invoked = from;
        copy.returned = to;
        return copy;
    }
};

inline Txn ok(std::string_view text) { return {sm::Ending::answered, text}; }
inline Txn refused(std::string_view text) { return {sm::Ending::refused, text}; }
inline Txn unknown(std::string_view text) { return {sm::Ending::unknown, text}; }

inline sm::history::Operations history(std::initializer_list<Txn> transactions) {
    sm::history::Operations operations(transactions.begin(), transactions.end());
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (operations[i].process == -2) operations[i].process = 100 + static_cast<int>(i);
    }
    return operations;
}

/// Of a record in the details: how many of that name, 0 if it has none.
inline std::int64_t count(const sm::history::CheckResult& result, std::string_view record,
                          std::string_view name) {
    const sm::Tree* found = result.details.find(record)->find(name);
    return found == nullptr ? 0 : found->integer();
}

/// The names of the anomalies found, in order.
inline std::vector<std::string> anomalies(const sm::history::CheckResult& result) {
    const sm::Tree& tree = *result.details.find("anomalies");
    std::vector<std::string> names;
    for (std::size_t i = 0; i < tree.size(); ++i) names.push_back(tree.name(i));
    return names;
}

inline std::vector<std::string> texts(const sm::Tree& list) {
    std::vector<std::string> all;
    for (const sm::Tree& item : list.items()) all.push_back(item.text());
    return all;
}

inline std::vector<std::string> possible(const sm::history::CheckResult& result) {
    return texts(*result.details.find("still possible"));
}

/// The steps, in words, of the first cycle of this kind.
inline std::vector<std::string> steps(const sm::history::CheckResult& result,
                                      std::string_view kind) {
    const sm::Tree* examples = result.details.find("examples")->find(kind);
    if (examples == nullptr) return {"none found"};
    return texts(*examples->item(0).find("because"));
}

/// The first example of this kind, which is no cycle.
inline std::string example(const sm::history::CheckResult& result, std::string_view kind) {
    const sm::Tree* examples = result.details.find("examples")->find(kind);
    return examples == nullptr ? "none found" : examples->item(0).text();
}

}  // namespace script
