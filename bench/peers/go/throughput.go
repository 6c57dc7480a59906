package main

import (
	"fmt"
	"time"

	"pgregory.net/rapid"
)

// throughput runs tests of fifty commands on average, and prints the commands run a second.
func throughput() {
	const checks = 20000
	set("checks", checks)
	commands := 0
	begin := time.Now()
	t := &quiet{}
	rapid.Check(t, func(t *rapid.T) { commands += ring(t, capacity+1) })
	if t.failed {
		panic("the ring buffer without a bug failed")
	}
	fmt.Printf("commands_per_second %.0f\n", float64(commands)/time.Since(begin).Seconds())
}
