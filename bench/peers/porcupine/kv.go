package main

import (
	"hash/fnv"
	"regexp"
	"sort"

	"github.com/anishathalye/porcupine"
)

type kvInput struct {
	op    uint8 // 0 => get, 1 => put, 2 => append
	key   string
	value string
}

type kvOutput struct{ value string }

var kvModel = porcupine.Model{
	PartitionEvent: func(history []porcupine.Event) [][]porcupine.Event {
		byKey, keyOf := map[string][]porcupine.Event{}, map[int]string{}
		for _, event := range history {
			if event.Kind == porcupine.CallEvent {
				keyOf[event.Id] = event.Value.(kvInput).key
			}
			key := keyOf[event.Id]
			byKey[key] = append(byKey[key], event)
		}
		keys := make([]string, 0, len(byKey))
		for key := range byKey {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		var all [][]porcupine.Event
		for _, key := range keys {
			all = append(all, byKey[key])
		}
		return all
	},
	Init: func() any { return "" },
	Step: func(state, input, output any) (bool, any) {
		st, inp := state.(string), input.(kvInput)
		switch inp.op {
		case 0:
			return output.(kvOutput).value == st, state
		case 1:
			return true, inp.value
		default:
			return true, st + inp.value
		}
	},
	Hash: func(state any) uint64 {
		h := fnv.New64a()
		h.Write([]byte(state.(string)))
		return h.Sum64()
	},
}

var kvEvent = regexp.MustCompile(
	`{:process (\d+), :type :(invoke|ok), :f :(get|put|append), :key "(.*)", :value (nil|"(.*)")}`)

func kvLine(raw string) line {
	found := kvEvent.FindStringSubmatch(raw)
	if found == nil {
		return line{}
	}
	process, value := number(found[1]), found[6]
	if found[2] == "ok" {
		return line{process: process, ret: kvOutput{value}}
	}
	op := map[string]uint8{"get": 0, "put": 1, "append": 2}[found[3]]
	return line{process: process, call: kvInput{op, found[4], value}, pending: kvOutput{}}
}
