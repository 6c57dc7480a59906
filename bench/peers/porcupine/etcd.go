package main

import (
	"strconv"
	"strings"

	"github.com/anishathalye/porcupine"
)

type etcdInput struct {
	op   uint8 // 0 => read, 1 => write, 2 => cas
	arg1 int
	arg2 int
}

type etcdOutput struct {
	ok      bool
	exists  bool
	value   int
	unknown bool
}

const missing = -1000000

var etcdModel = porcupine.Model{
	Init: func() any { return missing },
	Step: func(state, input, output any) (bool, any) {
		st, inp, out := state.(int), input.(etcdInput), output.(etcdOutput)
		switch inp.op {
		case 0:
			return !out.exists && st == missing || out.exists && st == out.value || out.unknown, state
		case 1:
			return true, inp.arg1
		default:
			same := inp.arg1 == st
			result := st
			if same {
				result = inp.arg2
			}
			return same && out.ok || !same && !out.ok || out.unknown, result
		}
	},
}

func number(text string) int {
	n, err := strconv.Atoi(strings.Trim(text, "[]"))
	must(err)
	return n
}

// INFO  jepsen.util - 0	:invoke	:cas	[1 2]
func etcdLine(raw string) line {
	words := strings.Fields(raw)
	if len(words) < 7 || words[1] != "jepsen.util" {
		return line{}
	}
	process, kind, f, value := number(words[3]), words[4], words[5], words[6:]
	switch {
	case kind == ":info":
		return line{}
	case kind == ":invoke":
		return line{process: process, call: etcdCall(f, value), pending: etcdOutput{unknown: true}}
	case f == ":cas":
		return line{process: process, ret: etcdOutput{ok: kind == ":ok"}}
	case f == ":write":
		return line{process: process, ret: etcdOutput{}}
	case kind == ":fail":
		return line{process: process, ret: etcdOutput{unknown: true}}
	case value[0] == "nil":
		return line{process: process, ret: etcdOutput{}}
	}
	return line{process: process, ret: etcdOutput{exists: true, value: number(value[0])}}
}

func etcdCall(f string, value []string) etcdInput {
	switch f {
	case ":read":
		return etcdInput{}
	case ":write":
		return etcdInput{op: 1, arg1: number(value[0])}
	}
	return etcdInput{op: 2, arg1: number(value[0]), arg2: number(value[1])}
}
