package main

import (
	"fmt"

	"pgregory.net/rapid"
)

// property is a case with its minimum: a check that fails, the commands of the smallest program,
// and the sum of that program's arguments.
type property struct {
	check     func(*rapid.T)
	minimum   int
	arguments int
	tests     int
}

var properties = map[string]*property{
	"A": {func(t *rapid.T) { ring(t, capacity) }, 5, 0, 1000},
	"B": {dieHard, 6, 0, 1000},
	"C": {counterAtTen, 12, 0, 1000},
	"D": {createDrop, 4, 0, 1000},
}

// What the execution at hand has done so far.
var executed struct {
	recording bool
	commands  int
	arguments int
}

func note(_ string, arguments ...int) {
	if !executed.recording {
		return
	}
	executed.commands++
	for _, argument := range arguments {
		if argument < 0 {
			argument = -argument
		}
		executed.arguments += argument
	}
}

// shrink fails the property with each of so many seeds, and prints what shrinking took and gave.
func shrink(seeds int, p *property) {
	set("checks", p.tests)
	executed.recording = true
	var runs, minimal, plain, found int
	for seed := 1; seed <= seeds; seed++ {
		set("seed", seed)
		executions, failed := 0, false
		t := &quiet{}
		rapid.Check(t, func(t *rapid.T) {
			executed.commands, executed.arguments = 0, 0
			if failed {
				executions++
			}
			passed := false
			defer func() { failed = failed || !passed }()
			p.check(t)
			passed = true
		})
		if !failed {
			continue
		}
		// The last execution is that of the result, repeated to print it.
		found++
		runs += executions
		if executed.commands == p.minimum {
			minimal++
			if executed.arguments == p.arguments {
				plain++
			}
		}
	}
	if found == 0 {
		panic("no seed made the property fail")
	}
	fmt.Printf("found %d\nexecutions %.1f\nminimal %.1f\narguments_minimal %.1f\n", found,
		float64(runs)/float64(found), 100*float64(minimal)/float64(seeds),
		100*float64(plain)/float64(seeds))
}
