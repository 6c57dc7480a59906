// The peer Porcupine, on the histories that its module ships.
//
//	porcupine ROUNDS FOLDER    for each history of FOLDER: name, verdict, seconds of the best round
//
// Parsing is not counted. The models are those of porcupine_test.go.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"
)

type history struct {
	name   string
	model  porcupine.Model
	events []porcupine.Event
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: porcupine ROUNDS FOLDER")
		os.Exit(64)
	}
	rounds, err := strconv.Atoi(os.Args[1])
	must(err)
	for _, h := range histories(os.Args[2]) {
		best, verdict := time.Duration(1<<62), false
		for i := 0; i < rounds; i++ {
			begin := time.Now()
			verdict = porcupine.CheckEvents(h.model, h.events)
			best = min(best, time.Since(begin))
		}
		fmt.Printf("%s %s %.9f\n", h.name, map[bool]string{true: "valid", false: "invalid"}[verdict],
			best.Seconds())
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(65)
	}
}

func histories(folder string) []history {
	var all []history
	for _, kind := range []struct {
		pattern string
		model   porcupine.Model
		parse   func(string) line
	}{{"jepsen/*.log", etcdModel, etcdLine}, {"kv/*.txt", kvModel, kvLine}} {
		paths, err := filepath.Glob(filepath.Join(folder, kind.pattern))
		must(err)
		sort.Strings(paths)
		for _, path := range paths {
			name, err := filepath.Rel(folder, path)
			must(err)
			text, err := os.ReadFile(path)
			must(err)
			all = append(all, history{name, kind.model, events(string(text), kind.parse)})
		}
	}
	return all
}

// What one line says: a call with its input, a return with its output, or neither.
type line struct {
	process int
	call    any
	ret     any
	pending any // the output of a call that never returns
}

func events(text string, parse func(string) line) []porcupine.Event {
	var all []porcupine.Event
	type call struct {
		id      int
		pending any
	}
	underWay := map[int]call{}
	next := 0
	for _, raw := range strings.Split(text, "\n") {
		said := parse(raw)
		switch {
		case said.call != nil:
			underWay[said.process] = call{next, said.pending}
			all = append(all, porcupine.Event{ClientId: said.process, Kind: porcupine.CallEvent,
				Value: said.call, Id: next})
			next++
		case said.ret != nil:
			all = append(all, porcupine.Event{ClientId: said.process, Kind: porcupine.ReturnEvent,
				Value: said.ret, Id: underWay[said.process].id})
			delete(underWay, said.process)
		}
	}
	for process, open := range underWay {
		all = append(all, porcupine.Event{ClientId: process, Kind: porcupine.ReturnEvent,
			Value: open.pending, Id: open.id})
	}
	return all
}
