package main

import "pgregory.net/rapid"

const capacity = 4

type ringBuffer struct {
	slots   []int
	in, out int
}

func (r *ringBuffer) put(item int) {
	r.slots[r.in] = item
	r.in = (r.in + 1) % len(r.slots)
}

func (r *ringBuffer) get() int {
	item := r.slots[r.out]
	r.out = (r.out + 1) % len(r.slots)
	return item
}

func (r *ringBuffer) len() int { return (r.in + len(r.slots) - r.out) % len(r.slots) }

// ring checks a ring buffer of so many slots, and returns how many commands it ran.
func ring(t *rapid.T, slots int) (commands int) {
	buffer := ringBuffer{slots: make([]int, slots)}
	var model []int
	t.Repeat(map[string]func(*rapid.T){
		"put": func(t *rapid.T) {
			if len(model) == capacity {
				t.Skip("full")
			}
			item := rapid.Int32().Draw(t, "item")
			commands++
			note("put", int(item))
			buffer.put(int(item))
			model = append(model, int(item))
		},
		"get": func(t *rapid.T) {
			if len(model) == 0 {
				t.Skip("empty")
			}
			commands++
			note("get")
			if got := buffer.get(); got != model[0] {
				t.Fatalf("get: %v, expected %v", got, model[0])
			}
			model = model[1:]
		},
		"len": func(t *rapid.T) {
			commands++
			note("len")
			if got := buffer.len(); got != len(model) {
				t.Fatalf("len: %v, expected %v", got, len(model))
			}
		},
	})
	return commands
}
