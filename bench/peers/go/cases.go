package main

import "pgregory.net/rapid"

func dieHard(t *rapid.T) {
	small, big := 0, 0
	action := func(name string, change func()) func(*rapid.T) {
		return func(*rapid.T) {
			note(name)
			change()
		}
	}
	t.Repeat(map[string]func(*rapid.T){
		"fillSmall":  action("fillSmall", func() { small = 3 }),
		"fillBig":    action("fillBig", func() { big = 5 }),
		"emptySmall": action("emptySmall", func() { small = 0 }),
		"emptyBig":   action("emptyBig", func() { big = 0 }),
		"smallIntoBig": action("smallIntoBig", func() {
			poured := min(small, 5-big)
			small, big = small-poured, big+poured
		}),
		"bigIntoSmall": action("bigIntoSmall", func() {
			poured := min(big, 3-small)
			small, big = small+poured, big-poured
		}),
		"": func(t *rapid.T) {
			if big == 4 {
				t.Fatalf("four litres")
			}
		},
	})
}

func counterAtTen(t *rapid.T) {
	model, counter := 0, 0
	t.Repeat(map[string]func(*rapid.T){
		"inc": func(*rapid.T) {
			note("inc")
			model++
			counter++
		},
		"dec": func(*rapid.T) {
			note("dec")
			model--
			if counter != 10 {
				counter--
			}
		},
		"get": func(t *rapid.T) {
			note("get")
			if counter != model {
				t.Fatalf("get: %v, expected %v", counter, model)
			}
		},
	})
}

func createDrop(t *rapid.T) {
	model, dropped := map[int]bool{}, map[int]bool{}
	name := rapid.IntRange(0, 9)
	t.Repeat(map[string]func(*rapid.T){
		"create": func(t *rapid.T) {
			table := name.Draw(t, "name")
			if model[table] {
				t.Skip("exists")
			}
			note("create", table)
			model[table] = true
		},
		"drop": func(t *rapid.T) {
			table := name.Draw(t, "name")
			if !model[table] {
				t.Skip("does not exist")
			}
			note("drop", table)
			delete(model, table)
			dropped[table] = true
		},
		"query": func(t *rapid.T) {
			table := name.Draw(t, "name")
			note("query", table)
			if found := model[table] && !dropped[table]; found != model[table] {
				t.Fatalf("query: %v, expected %v", found, model[table])
			}
		},
	})
}
