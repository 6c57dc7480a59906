# What the scripts of this folder share; sourced, never run.
# Puts every tool and library in place that a build wants: from Debian's packages, or by telling.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '== %s\n' "$*"; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# For bad usage, so that a caller can tell it from a failure.
refuse() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 64; }

libraries=(libboost1.81-dev libboost-context1.81-dev libboost-filesystem1.81-dev libgtest-dev libgmock-dev librapidcheck-dev
           nlohmann-json3-dev libfmt-dev libcli11-dev)

# What clusters of local processes are cut, slowed and harmed with.
for_processes=(iproute2 nftables strace)

# Whether nodes can have network namespaces of their own.
can_isolate() { command -v unshare >/dev/null 2>&1 && unshare --net --pid --fork true 2>/dev/null; }

has_browser() { command -v chromium chromium-browser google-chrome >/dev/null 2>&1; }

has_clang() { command -v clang++-16 clang++ >/dev/null 2>&1; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Whether a CMake that is new enough is on PATH, from wherever it came.
has_cmake() {
  local version
  version=$(cmake --version 2>/dev/null | sed -n '1s/.*version \([0-9.]*\).*/\1/p')
  [ -n "$version" ] && [ "$(printf '%s\n' 3.25 "$version" | sort -V | head -n 1)" = 3.25 ]
}

has_compiler() { command -v "${CXX:-c++}" >/dev/null 2>&1; }

# Go compiles the servers that the examples test, and the peers of the bench.
find_go() {
  command -v go >/dev/null 2>&1 || PATH=$PATH:/usr/local/go/bin:/usr/lib/go/bin
  command -v go >/dev/null 2>&1
}

# The Debian packages of tools that are not there, by the tool rather than by the package.
missing_tools() {
  has_cmake || echo cmake
  command -v ninja >/dev/null 2>&1 || echo ninja-build
  has_compiler || echo g++
  command -v gcc >/dev/null 2>&1 || echo gcc   # for the C in Go programs
  find_go || echo golang-go
}

# Boost's development packages of another version, which cannot stay beside those of 1.81.
boost_in_the_way() {
  ! installed libboost1.81-dev || return 0
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' 'libboost*-dev' 2>/dev/null |
    sed -n 's/^installed //p' | grep -v '1\.81-dev$' || true
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; return; fi
  command -v sudo >/dev/null 2>&1 || die "needs root or sudo to run: $*"
  sudo "$@"
}

on_debian() { command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1; }

# Stops where there is no apt: CMake names each library that is missing, we name the tools.
check_without_apt() {
  local missing
  missing=$(missing_tools | tr '\n' ' ')
  [ -z "$missing" ] || die "not a Debian system; install these first (by their Debian names): $missing
and the libraries: ${libraries[*]}"
}

install_packages() {
  on_debian || { check_without_apt; return; }
  local wanted=() package
  for package in $(missing_tools) "${libraries[@]}" "$@"; do
    installed "$package" || wanted+=("$package")
  done
  [ ${#wanted[@]} -gt 0 ] || return 0
  say "installing ${wanted[*]}"
  for package in $(boost_in_the_way); do wanted+=("$package-"); done
  # The lists may be absent (fresh image) or old; the package cache is not ours to judge.
  as_root apt-get -qq update || say "apt-get update failed; going on with the lists there are"
  # At run level 1 the services of what is installed, such as Redis, are not started.
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq install -y --no-install-recommends \
    "${wanted[@]}" >/dev/null || die "apt-get could not install: ${wanted[*]}"
  find_go || true
}

jobs() { nproc 2>/dev/null || echo 2; }

# configure <preset> <directory> [cmake argument...]: CC and CXX of the environment choose the compiler.
configure() {
  local preset=$1 directory=$2 log
  shift 2
  local arguments=(--preset "$preset" -S "$root" -B "$directory" "$@")
  command -v ccache >/dev/null 2>&1 && arguments+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  log=$(cd "$root" && cmake "${arguments[@]}" 2>&1) || die "cmake ${arguments[*]} failed:
$log"
}
