// The peer pgregory.net/rapid, on the models of test/quality/cases.
//
//	peers throughput             commands a second of the ring buffer without a bug
//	peers shrink SEEDS CASE      mean executions after the first failure, share of minimal results
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// quiet stands in for *testing.T, which only exists inside of `go test`.
type quiet struct{ failed bool }

func (q *quiet) Helper()               {}
func (q *quiet) Name() string          { return "bench" }
func (q *quiet) Logf(string, ...any)   {}
func (q *quiet) Log(...any)            {}
func (q *quiet) Skipf(string, ...any)  {}
func (q *quiet) Skip(...any)           {}
func (q *quiet) SkipNow()              {}
func (q *quiet) Errorf(string, ...any) { q.failed = true }
func (q *quiet) Error(...any)          { q.failed = true }
func (q *quiet) Fatalf(string, ...any) { q.failed = true }
func (q *quiet) Fatal(...any)          { q.failed = true }
func (q *quiet) FailNow()              { q.failed = true }
func (q *quiet) Fail()                 { q.failed = true }
func (q *quiet) Failed() bool          { return q.failed }

func set(name string, value any) {
	if err := flag.Set("rapid."+name, fmt.Sprint(value)); err != nil {
		panic(err)
	}
}

func main() {
	testing.Init()
	flag.Parse()
	set("nofailfile", true)
	set("steps", 50)
	switch {
	case flag.NArg() == 1 && flag.Arg(0) == "throughput":
		throughput()
	case flag.NArg() == 3 && flag.Arg(0) == "shrink":
		seeds, err := strconv.Atoi(flag.Arg(1))
		property := properties[flag.Arg(2)]
		if err != nil || property == nil {
			usage()
		}
		shrink(seeds, property)
	default:
		usage()
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: peers throughput | peers shrink SEEDS CASE")
	os.Exit(64)
}

var _ rapid.TB = (*quiet)(nil)
