#pragma once
/// What the clients of one system share: a struct `Client::Shared`, if there is one.

namespace sm {

/// What clients that share nothing share.
struct NothingShared {};

}  // namespace sm

namespace sm::detail::inline cluster {

template <class Client>
struct SharedOf {
    using Type = NothingShared;
};
template <class Client>
    requires requires { typename Client::Shared; }
struct SharedOf<Client> {
    using Type = typename Client::Shared;
};

template <class Client>
using shared_of = typename SharedOf<Client>::Type;

template <class Client>
concept SharesSomething = requires { typename Client::Shared; };

}  // namespace sm::detail::inline cluster
