#!/bin/sh
# Builds a static etcd of one of the versions pinned beside this script: build.sh VERSION OUTPUT
# Go keeps what it compiled in its own cache: the first build takes minutes, later ones seconds.
#
# Each version has a go.mod, and all of them share go.sum: to pin another one, run `go mod tidy` on
# its go.mod beside pins.go in a folder elsewhere, and add the lines of its go.sum to ours.
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

module=$(mktemp -d)
trap 'rm -rf "$module"' EXIT
cp "$version/go.mod" go.sum pins.go "$module"
cd "$module"

command -v go >/dev/null || fail 'no go command; on Debian: apt-get install golang-go'

# A user with no home, as in some CI, has no cache: keep one beside the output.
if ! go env GOCACHE >/dev/null 2>&1 || [ -z "${HOME:-}${GOCACHE:-}" ]; then
    export GOCACHE="$(dirname "$output")/go-cache" GOPATH="$(dirname "$output")/go"
fi
# Without C nothing is linked but Go, so that the program needs no other file.
export GO111MODULE=on CGO_ENABLED=0

# The Go that go.mod asks for. From 1.21 on Go fetches that by itself; for an older one we do.
wanted=$(sed -n 's/^go //p' go.mod)
minor=$(go env GOVERSION | sed 's/^go1\.\([0-9]*\).*/\1/')
go=go
if [ "$minor" -lt 21 ] && [ "$(echo "$wanted" | cut -d. -f2)" -gt "$minor" ]; then
    toolchain=golang.org/toolchain@v0.0.1-go$wanted.$(go env GOOS)-$(go env GOARCH)
    root=$(cd / && go mod download -json "$toolchain" | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p')
    [ -n "$root" ] || fail "it needs Go $wanted, which could not be fetched (see above)"
    chmod +x "$root"/bin/* "$root"/pkg/tool/*/*  # a module's files cannot be executed
    go=$root/bin/go
    unset GOROOT
fi

"$go" mod download ||
    fail 'its sources could not be fetched; the first build needs the network or a GOPROXY (see above)'
"$go" build -mod=readonly -trimpath -ldflags '-s -w' -o "$output" go.etcd.io/etcd/server/v3 ||
    fail "the build failed (see above) with $("$go" version)"
