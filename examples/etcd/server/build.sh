#!/bin/sh
# Builds a static etcd of one of the versions pinned beside this script: build.sh VERSION OUTPUT
# Go keeps what it compiled in its own cache: the first build takes minutes, later ones seconds.
set -eu

fail() {
    printf 'etcd %s cannot be built: %s\n' "$version" "$1" >&2
    exit 1
}

[ $# -eq 2 ] || { echo "usage: $0 VERSION OUTPUT" >&2; exit 64; }
version=$1
case $2 in /*) output=$2 ;; *) output=$PWD/$2 ;; esac
cd "$(dirname "$0")"
[ -f "$version/go.mod" ] || fail "there are only: $(ls -d -- */ | tr -d '/' | tr '\n' ' ')"
cd "$version"

command -v go >/dev/null || fail 'no go command; on Debian: apt-get install golang-go'

# A user with no home, as in some CI, has no cache: keep one beside the output.
if ! go env GOCACHE >/dev/null 2>&1 || [ -z "${HOME:-}${GOCACHE:-}" ]; then
    export GOCACHE="$(dirname "$output")/go-cache" GOPATH="$(dirname "$output")/go"
fi
# Without C nothing is linked but Go, so that the program needs no other file.
export GO111MODULE=on CGO_ENABLED=0

go mod download ||
    fail 'its sources could not be fetched; the first build needs the network or a GOPROXY (see above)'
go build -mod=readonly -trimpath -ldflags '-s -w' -o "$output" go.etcd.io/etcd/server/v3 ||
    fail "the build failed (see above) with $(go version)"
