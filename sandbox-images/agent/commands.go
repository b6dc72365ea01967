package main

import (
	"fmt"
	"sync"
)

const (
	maxRunning = 256
	// maxEnded and maxEndedBytes bound what is kept of processes that ended, for a host that comes back.
	maxEnded      = 64
	maxEndedBytes = 8 << 20
)

// commands are the processes of all sessions, by the names that hosts gave them.
type commands struct {
	mu      sync.Mutex
	byID    map[string]*command
	ended   []*command
	running int
}

func newCommands() *commands {
	return &commands{byID: map[string]*command{}}
}

func (all *commands) add(c *command) error {
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.running >= maxRunning {
		return fmt.Errorf("%d processes run already", maxRunning)
	}
	if _, taken := all.byID[c.id]; taken || c.id == "" {
		return fmt.Errorf("there is a process %q already", c.id)
	}
	all.running++
	all.byID[c.id] = nil // not for anybody before it has started
	return nil
}

func (all *commands) started(c *command) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.byID[c.id] = c
}

func (all *commands) find(id string) (*command, error) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if c := all.byID[id]; c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("there is no process %q", id)
}

// remove forgets a process that did not start.
func (all *commands) remove(c *command) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.running--
	delete(all.byID, c.id)
}

// retire keeps an ended process for a while, in place of the oldest that nobody reads any more.
func (all *commands) retire(c *command) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.running--
	all.ended = append(all.ended, c)
	bytes := 0
	for _, old := range all.ended {
		bytes += old.size()
	}
	kept := all.ended[:0]
	surplus := len(all.ended) - maxEnded
	for _, old := range all.ended {
		if (surplus > 0 || bytes > maxEndedBytes) && old != c && !old.isRead() {
			surplus--
			bytes -= old.size()
			delete(all.byID, old.id)
			old.drop()
			continue
		}
		kept = append(kept, old)
	}
	all.ended = kept
}
