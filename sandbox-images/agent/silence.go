package main

import (
	"os"
	"sync/atomic"
	"time"
)

// silence ends the box when no host has said anything for long. It counts ticks, not hours: a frozen box has none, and
// a clock that jumps adds none.
type silence struct {
	ticks atomic.Int32
}

const (
	silenceTicks = 10
	longestTick  = 10 * time.Second
)

func (s *silence) broken() {
	s.ticks.Store(0)
}

func (s *silence) watch(orphanMs int64) {
	limit := time.Duration(orphanMs) * time.Millisecond
	tick := limit / silenceTicks
	if tick > longestTick {
		tick = longestTick
	}
	if tick < time.Millisecond {
		tick = time.Millisecond
	}
	most := int32((limit + tick - 1) / tick)
	go func() {
		for range time.Tick(tick) {
			if s.ticks.Add(1) > most {
				killEverything()
				os.Exit(0)
			}
		}
	}()
}
