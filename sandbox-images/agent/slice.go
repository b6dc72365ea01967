package main

import (
	"sync/atomic"
	"time"
)

const (
	longestSlice = time.Second
	// late is what a busy box adds to a slice. What is more, the box was frozen.
	late = 500 * time.Millisecond
)

// softFrozen: the agent itself holds the processes.
var softFrozen atomic.Bool

// slice is a part of a deadline short enough that a frozen box counts no more than one of them.
type slice struct {
	timer  *time.Timer
	began  time.Time
	length time.Duration
}

func startSlice(left time.Duration) slice {
	length := left
	if length > longestSlice {
		length = longestSlice
	}
	return slice{timer: time.NewTimer(length), began: time.Now(), length: length}
}

// passed is how long the processes ran in it.
func (s slice) passed() time.Duration {
	if softFrozen.Load() {
		return 0
	}
	passed := time.Since(s.began)
	if passed > s.length+late {
		return s.length
	}
	return passed
}
