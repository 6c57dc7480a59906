#!/bin/sh
# Builds the static rqlited that the example tests: build.sh OUTPUT
# Go keeps what it compiled in its own cache: the first build takes minutes, later ones seconds.
set -eu

fail() {
    printf 'rqlited cannot be built: %s\n' "$1" >&2
    exit 1
}

[ $# -eq 1 ] || { echo "usage: $0 OUTPUT" >&2; exit 64; }
case $1 in /*) output=$1 ;; *) output=$PWD/$1 ;; esac
cd "$(dirname "$0")"

command -v go >/dev/null || fail 'no go command; on Debian: apt-get install golang-go (1.19 or newer)'
command -v "${CC:-gcc}" >/dev/null || fail 'no C compiler for SQLite; on Debian: apt-get install gcc libc6-dev'

# A user with no home, as in some CI, has no cache: keep one beside the output.
if ! go env GOCACHE >/dev/null 2>&1 || [ -z "${HOME:-}${GOCACHE:-}" ]; then
    export GOCACHE="$(dirname "$output")/go-cache" GOPATH="$(dirname "$output")/go"
fi
export GO111MODULE=on CGO_ENABLED=1

go mod download ||
    fail 'its sources could not be fetched; the first build needs the network or a GOPROXY (see above)'
go build -mod=readonly -trimpath -tags 'sqlite_omit_load_extension netgo osusergo' \
    -ldflags '-linkmode external -extldflags "-static" -s -w' \
    -o "$output" github.com/rqlite/rqlite/cmd/rqlited ||
    fail "the build failed (see above) with $(go version)"
