package main

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// reaper is the only one that waits for children. The agent inherits every orphan of the box, so it waits for any
// child; os/exec would race with that for the children it started itself.
type reaper struct {
	// mu is held while a process is started, so that its end cannot be reaped before it is known.
	mu      sync.Mutex
	running map[int]chan syscall.WaitStatus
}

func startReaper() *reaper {
	r := &reaper{running: map[int]chan syscall.WaitStatus{}}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGCHLD)
	go func() {
		for range ended {
			r.reap()
		}
	}()
	return r
}

func (r *reaper) start(path string, argv []string, attributes *syscall.ProcAttr) (int, <-chan syscall.WaitStatus, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	pid, err := syscall.ForkExec(path, argv, attributes)
	if err != nil {
		return 0, nil, err
	}
	status := make(chan syscall.WaitStatus, 1)
	r.running[pid] = status
	return pid, status, nil
}

func (r *reaper) reap() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || pid <= 0 {
			return
		}
		if ended, ok := r.running[pid]; ok {
			_ = syscall.Kill(-pid, syscall.SIGKILL) // what it left in its group; nobody is the usual case
			delete(r.running, pid)
			ended <- status
		}
	}
}

// signalGroup does nothing once the leader was reaped: its number may then belong to somebody else.
func (r *reaper) signalGroup(leader int, number syscall.Signal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.running[leader]; ok {
		_ = syscall.Kill(-leader, number)
	}
}
