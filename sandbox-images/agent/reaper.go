package main

import (
	"sync"
	"syscall"
	"unsafe"
)

// ending is how a child ended. Alone: the agent has no other child, so nothing can be left of what this one started.
type ending struct {
	status syscall.WaitStatus
	alone  bool
}

// reaper is the only one that waits for children. The agent inherits every orphan of the box, so it waits for any
// child; os/exec would race with that for the children it started itself.
type reaper struct {
	// mu is held while a process is started, so that its end cannot be reaped before it is known.
	mu      sync.Mutex
	started *sync.Cond
	running map[int]chan ending
	// childless: there is nobody to wait for.
	childless bool
}

func startReaper() *reaper {
	r := &reaper{running: map[int]chan ending{}, childless: true}
	r.started = sync.NewCond(&r.mu)
	go func() {
		for {
			r.awaitChild()
			awaitEnd()
			r.reap()
		}
	}()
	return r
}

func (r *reaper) start(path string, argv []string, attributes *syscall.ProcAttr) (int, <-chan ending, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	pid, err := syscall.ForkExec(path, argv, attributes)
	if err != nil {
		return 0, nil, err
	}
	end := make(chan ending, 1)
	r.running[pid] = end
	r.childless = false
	r.started.Signal()
	return pid, end, nil
}

func (r *reaper) awaitChild() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.childless {
		r.started.Wait()
	}
}

const (
	waitForAll = 0
	leaveIt    = syscall.WEXITED | syscall.WNOWAIT
)

// awaitEnd returns when a child has ended. It stays a zombie until it is reaped under the lock.
func awaitEnd() {
	for {
		var info [128]byte // a siginfo_t, not looked at
		_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, waitForAll, 0, uintptr(unsafe.Pointer(&info)), leaveIt, 0, 0)
		if errno != syscall.EINTR {
			return
		}
	}
}

func (r *reaper) reap() {
	r.mu.Lock()
	defer r.mu.Unlock()
	ended := map[chan ending]syscall.WaitStatus{}
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || pid <= 0 {
			r.childless = err == syscall.ECHILD
			break
		}
		if end, ok := r.running[pid]; ok {
			_ = syscall.Kill(-pid, syscall.SIGKILL) // what it left in its group; nobody is the usual case
			delete(r.running, pid)
			ended[end] = status
		}
	}
	for end, status := range ended {
		end <- ending{status, r.childless}
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

func (r *reaper) isChildless() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.childless
}
