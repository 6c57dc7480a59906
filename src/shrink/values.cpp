#include <sm/shrink/values.hpp>
#include <sm/value/detail/reading.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace sm {
namespace {

using Kind = Schema::Kind;

bool is_leaf(const Schema& schema) {
    switch (schema.kind) {
        case Kind::boolean:
        case Kind::integer:
        case Kind::real:
        case Kind::text:
        case Kind::enumeration:
        case Kind::choice:
            return true;
        default:
            return false;
    }
}

/// An optional's value may come wrapped where the bare form would be ambiguous.
bool is_wrapped(const Schema& schema, const Tree& value) {
    return schema.kind == Kind::optional && value.is(Tree::Kind::tagged) && value.text() == "some";
}

const Schema* alternative(const Schema& schema, const Tree& value) {
    const auto& tag = value.text();
    for (std::size_t i = 0; i < schema.names.size(); ++i) {
        if (schema.names[i] == tag) return &*schema.parts[i];
    }
    return nullptr;
}

/// The schema of the item at `index` of a value that has items; null if there is none to speak of.
const Schema* item_schema(const Schema& schema, const Tree& value, std::size_t index) {
    switch (schema.kind) {
        case Kind::list:
        case Kind::set:
        case Kind::duration:
            return &*schema.parts[0];
        case Kind::map:
            return &*schema.parts[1];
        case Kind::tuple:
        case Kind::record:
            return index < schema.parts.size() ? &*schema.parts[index] : nullptr;
        case Kind::variant:
            if (value.is(Tree::Kind::tagged)) return alternative(schema, value);
            return nullptr;
        default:
            return nullptr;
    }
}

/// Goes through the items of `value` with the schema of each: through an optional to what it holds.
template <class Visit>
void for_each_item(const Schema& schema, const Tree& value, Visit visit) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (const Schema* item = item_schema(schema, value, i)) visit(*item, value.item(i), i);
    }
}

/// What an optional or an untagged variant is inside, which is the same tree under another schema.
const Schema* inner(const Schema& schema, const Tree& value) {
    if (schema.kind == Kind::optional && !value.is(Tree::Kind::nothing) &&
        !is_wrapped(schema, value)) {
        return &*schema.parts[0];
    }
    if (schema.kind == Kind::variant && value.is(Tree::Kind::record))
        return alternative(schema, value);
    return nullptr;
}

Tree integer_near_zero(const Schema& schema, std::uint64_t rank) {
    if (!schema.is_signed) {
        const auto min = static_cast<std::uint64_t>(schema.min);
        return Tree(rank > schema.max - min ? schema.max : min + rank);
    }
    const auto steps = static_cast<std::int64_t>(std::min<std::uint64_t>(rank, 1U << 30));
    const std::int64_t max = schema.signed_max();
    if (schema.min > 0) return Tree(std::min(max, schema.min + std::min(steps, max - schema.min)));
    if (max < 0) return Tree(std::max(schema.min, max - steps));
    return Tree(std::min(max, steps));
}

Tree text_at(const Schema& schema, std::size_t rank) {
    std::string text(schema.min_size, 'a');
    if (rank == 0) return Tree::text(text);
    if (text.empty()) text = "a", --rank;
    text.back() = static_cast<char>('a' + std::min<std::size_t>(rank, 25));
    return Tree::text(text);
}

/// Leaves whose order of simplicity is that of a list: the earlier the simpler.
std::vector<Tree> earlier_ones(const std::vector<Tree>& all, const Tree& value) {
    const auto at = std::find(all.begin(), all.end(), value);
    return {all.begin(), at};
}

std::vector<Tree> symbols(const Schema& schema) {
    std::vector<Tree> all;
    for (const auto& name : schema.enumerators) all.push_back(Tree::symbol(name));
    return all;
}

template <class Number>
void halve_towards(Number from, Number target, std::vector<Tree>& into) {
    // The distance halves each time: from, from - d/2, from - d/4, ... down to its neighbour.
    for (Number distance = from > target ? from - target : target - from; distance > 1;) {
        distance /= 2;
        into.push_back(Tree(from > target ? from - distance : from + distance));
    }
}

std::vector<Tree> simpler_integers(const Schema& schema, const Tree& value) {
    const Tree target = integer_near_zero(schema, 0);
    if (value == target) return {};
    std::vector<Tree> all{target};
    if (value.is(Tree::Kind::natural) || !schema.is_signed) {
        halve_towards<std::uint64_t>(value.natural(), target.natural(), all);
        return all;
    }
    const std::int64_t number = value.integer();
    if (number < 0 && number != std::numeric_limits<std::int64_t>::min() &&
        -number <= schema.signed_max()) {
        all.push_back(Tree(-number));
    }
    if (number > 0 || target.integer() != 0) {
        halve_towards<std::int64_t>(number, target.integer(), all);
    } else {
        for (std::int64_t at = number / 2; at != 0; at /= 2) all.push_back(Tree(number - at));
    }
    return all;
}

std::vector<Tree> simpler_reals(double value) {
    std::vector<Tree> all;
    if (value == 0.0 && !std::signbit(value)) return all;
    all.emplace_back(0.0);
    if (!std::isfinite(value)) {
        all.emplace_back(1.0);
        return all;
    }
    if (value < 0) all.emplace_back(-value);
    const double whole = std::trunc(value);
    if (whole != value) {
        all.emplace_back(whole);
        all.emplace_back(whole + std::copysign(1.0, value));
        return all;
    }
    for (double distance = std::fabs(value); distance > 1;) {
        distance = std::trunc(distance / 2);
        const double nearer = value > 0 ? value - distance : value + distance;
        if (nearer == value) break;  // large numbers have no neighbours at a distance so small
        all.emplace_back(nearer);
    }
    return all;
}

std::vector<Tree> simpler_texts(const Schema& schema, const std::string& text) {
    std::vector<Tree> all;
    const auto offer = [&](std::string candidate) {
        if (candidate.size() >= schema.min_size && candidate != text) {
            all.push_back(Tree::text(std::move(candidate)));
        }
    };
    offer(std::string(schema.min_size, 'a'));
    for (std::size_t size = text.size() / 2; size > schema.min_size; size /= 2) {
        offer(text.substr(0, size));
        offer(text.substr(text.size() - size));
    }
    for (std::size_t i = text.size(); i-- > 0;) offer(std::string(text).erase(i, 1));
    offer(std::string(text.size(), 'a'));
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == 'a') continue;
        std::string plain = text;
        plain[i] = 'a';
        offer(plain);
    }
    return all;
}

Tree simplest_container(const Schema& schema, const Tree& value) {
    Tree list = Tree::list();
    for (std::size_t i = 0; i < std::min(schema.min_size, value.size()); ++i) {
        const bool distinct = schema.distinct || schema.kind == Kind::set;
        list.add(distinct ? value.item(i) : simplest(*schema.parts[0], value.item(i)));
    }
    return list;
}

Tree simplest_map(const Schema& schema, const Tree& value) {
    Tree map = Tree::map();
    for (std::size_t i = 0; i < std::min(schema.min_size, value.size()); ++i) {
        map.add(value.key(i), simplest(*schema.parts[1], value.item(i)));
    }
    return map;
}

void collect(const Schema& schema, const Tree& value, std::vector<std::size_t>& path,
             std::vector<Leaf>& into) {
    if (is_leaf(schema)) {
        into.push_back({path, &schema, value});
        return;
    }
    if (const Schema* inside = inner(schema, value)) {
        collect(*inside, value, path, into);
        return;
    }
    const auto visit = [&](const Schema& item, const Tree& held, std::size_t index) {
        path.push_back(index);
        collect(item, held, path, into);
        path.pop_back();
    };
    if (is_wrapped(schema, value)) {
        visit(*schema.parts[0], value.item(0), 0);
    } else {
        for_each_item(schema, value, visit);
    }
}

void take_out_of(const Schema& schema, const Tree& value, std::vector<Tree>& into) {
    if (value.size() <= schema.min_size) return;
    for (std::size_t count = value.size() - schema.min_size; count > 0; count /= 2) {
        for (std::size_t first = 0; first < value.size(); first += count) {
            Tree rest = value;
            for (std::size_t i = std::min(first + count, value.size()); i-- > first;) rest.erase(i);
            if (rest.size() >= schema.min_size) into.push_back(std::move(rest));
        }
    }
}

std::vector<Tree> smaller_optional(const Schema& schema, const Tree& value) {
    if (value.is(Tree::Kind::nothing)) return {};
    std::vector<Tree> all{Tree()};
    const Tree& held = is_wrapped(schema, value) ? value.item(0) : value;
    // What is left may need to be wrapped where the whole did not, or the other way round.
    for (Tree& less : smaller(*schema.parts[0], held)) {
        all.push_back(detail::write_some(std::move(less)));
    }
    return all;
}

}  // namespace

Tree simplest(const Schema& schema, const Tree& value) {
    switch (schema.kind) {
        case Kind::reference:
            return value;
        case Kind::nothing:
        case Kind::optional:
            return Tree();
        case Kind::variant: {
            const Schema* held = alternative(schema, value);
            if (held == nullptr) return value;
            if (value.is(Tree::Kind::record)) return simplest(*held, value);
            return Tree::tagged(value.text(), simplest(*held, value.item(0)));
        }
        case Kind::list:
        case Kind::set:
            return simplest_container(schema, value);
        case Kind::map:
            return simplest_map(schema, value);
        case Kind::duration:
        case Kind::tuple:
        case Kind::record: {
            Tree result = value;
            for_each_item(schema, value,
                          [&](const Schema& item, const Tree& held, std::size_t index) {
                              result.item(index) = simplest(item, held);
                          });
            return result;
        }
        default:
            return at_rank(schema, 0);
    }
}

Tree at_rank(const Schema& schema, std::size_t rank) {
    switch (schema.kind) {
        case Kind::boolean:
            return Tree(rank != 0);
        case Kind::integer:
            return integer_near_zero(schema, rank);
        case Kind::real:
            return Tree(static_cast<double>(rank));
        case Kind::text:
            return text_at(schema, rank);
        case Kind::enumeration:
            if (schema.enumerators.empty()) return Tree(0);
            return Tree::symbol(schema.enumerators[std::min(rank, schema.enumerators.size() - 1)]);
        case Kind::choice:
            return schema.choices[std::min(rank, schema.choices.size() - 1)];
        default:
            return Tree();
    }
}

std::vector<Leaf> leaves(const Schema& schema, const Tree& value) {
    std::vector<Leaf> all;
    std::vector<std::size_t> path;
    collect(schema, value, path, all);
    return all;
}

Tree with_leaf(const Tree& value, const std::vector<std::size_t>& path, const Tree& leaf) {
    Tree result = value;
    Tree* at = &result;
    for (const std::size_t index : path) at = &at->item(index);
    *at = leaf;
    return result;
}

std::vector<Tree> simpler(const Schema& leaf, const Tree& value) {
    switch (leaf.kind) {
        case Kind::boolean:
            return value == Tree(true) ? std::vector{Tree(false)} : std::vector<Tree>{};
        case Kind::integer:
            return simpler_integers(leaf, value);
        case Kind::real:
            return simpler_reals(value.real());
        case Kind::text:
            return simpler_texts(leaf, value.text());
        case Kind::enumeration:
            return earlier_ones(symbols(leaf), value);
        case Kind::choice:
            return earlier_ones(leaf.choices, value);
        default:
            return {};
    }
}

std::vector<Tree> smaller(const Schema& schema, const Tree& value) {
    if (schema.kind == Kind::optional) return smaller_optional(schema, value);
    if (const Schema* inside = inner(schema, value)) return smaller(*inside, value);
    std::vector<Tree> all;
    if (schema.kind == Kind::list || schema.kind == Kind::set || schema.kind == Kind::map) {
        take_out_of(schema, value, all);
    }
    for_each_item(schema, value, [&](const Schema& item, const Tree& held, std::size_t index) {
        for (Tree& candidate : smaller(item, held)) {
            Tree whole = value;
            whole.item(index) = std::move(candidate);
            all.push_back(std::move(whole));
        }
    });
    return all;
}

}  // namespace sm
