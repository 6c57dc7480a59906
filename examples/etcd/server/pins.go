//go:build tools

// Package server pins etcd, so that go.sum covers everything it is built from.
package server

import _ "go.etcd.io/etcd/server/v3"
