#include <sm/value/schema.hpp>

namespace sm {

Schema::Schema() = default;
Schema::Schema(Kind of_kind, std::initializer_list<SchemaRef> of_parts)
    : kind(of_kind), parts(of_parts) {}
Schema::Schema(const Schema&) = default;
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(const Schema&) = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Schema Schema::integer(std::int64_t lowest, std::uint64_t highest, bool is_signed) {
    Schema schema(Kind::integer);
    schema.min = lowest;
    schema.max = highest;
    schema.is_signed = is_signed;
    return schema;
}

namespace detail::inline value {

Schema described(Schema schema, std::string_view type) {
    if (schema.type.empty()) schema.type = type;
    return schema;
}

Schema record_schema(std::span<const std::string_view> names,
                     std::initializer_list<SchemaRef> parts) {
    Schema schema(Schema::Kind::record, parts);
    schema.names.assign(names.begin(), names.end());
    return schema;
}

Schema enumeration_schema(const Enumeration& enumeration) {
    Schema schema(Schema::Kind::enumeration);
    for (const auto& one : enumeration.all) schema.enumerators.emplace_back(one.name);
    return schema;
}

}  // namespace detail::inline value

template const Schema& schema_of<bool>();
template const Schema& schema_of<int>();
template const Schema& schema_of<std::int64_t>();
template const Schema& schema_of<std::uint64_t>();
template const Schema& schema_of<double>();
template const Schema& schema_of<std::string>();

}  // namespace sm
