package main

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"syscall"
	"time"
)

// frozen are the processes that freeze stopped; those that the box had stopped itself are not among them.
var frozen struct {
	mu        sync.Mutex
	processes []process
}

// freeze stops every other process. Two quiet looks in a row, because one process can start or wake another between
// the moments at which the two are looked at.
func freeze(r *reaper) error {
	frozen.mu.Lock()
	defer frozen.mu.Unlock()
	softFrozen.Store(true)
	quiet := 0
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		running := stillRunning(r)
		if len(running) > 0 {
			quiet = 0
			frozen.processes = append(frozen.processes, running...)
			for _, p := range running {
				_ = syscall.Kill(p.pid, syscall.SIGSTOP)
			}
		} else if quiet++; quiet == 2 {
			return nil
		}
		time.Sleep(time.Millisecond / 4)
	}
	return errors.New("some processes could not be stopped")
}

// thaw is harmless when nothing is frozen.
func thaw() error {
	frozen.mu.Lock()
	defer frozen.mu.Unlock()
	signalAll(frozen.processes, syscall.SIGCONT)
	frozen.processes = nil
	softFrozen.Store(false)
	return nil
}

func stillRunning(r *reaper) []process {
	if r.isChildless() {
		return nil
	}
	var running []process
	for _, p := range others() {
		if !isStopped(p.pid) {
			running = append(running, p)
		}
	}
	return running
}

// isStopped looks at every thread: a dead first thread hides living ones.
func isStopped(pid int) bool {
	directory := fmt.Sprintf("/proc/%d/task", pid)
	for _, thread := range numbersIn(directory) {
		state, _, ok := readStat(fmt.Sprintf("%s/%d/stat", directory, thread))
		if ok && !bytes.ContainsRune([]byte("TtZX"), rune(state)) {
			return false
		}
	}
	return true
}
