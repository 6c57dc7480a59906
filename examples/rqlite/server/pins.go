//go:build tools

// Package server pins the rqlited program, so that go.sum covers everything it is built from.
package server

import _ "github.com/rqlite/rqlite/cmd/rqlited"
