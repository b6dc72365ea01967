package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	// killGrace is the time between SIGTERM and SIGKILL at the deadline.
	killGrace = 2 * time.Second
	// drainPatience and drainBytes bound what is still read from a pipe after the command's end: a daemon that
	// inherited it may never close it.
	drainPatience = 2 * time.Second
	drainBytes    = 1 << 20
)

// exit is the value of a spawn's RESULT.
type exit struct {
	Reason string `json:"reason"`
	Code   int    `json:"code"`
	Signal int    `json:"signal"`
}

func (a *agent) spawn(r request, s, stderr *stream) {
	command, err := a.startCommand(r)
	if err != nil {
		s.result(nil, err)
		return
	}
	s.mu.Lock()
	s.signal = command.signal
	s.mu.Unlock()
	a.send(frameStarted, s.id, nil)

	var pumps sync.WaitGroup
	pumps.Add(2)
	go func() { defer pumps.Done(); command.pump(command.stdout, s) }()
	go func() { defer pumps.Done(); command.pump(command.stderr, stderr) }()
	if command.stdin != nil {
		go func() {
			_, _ = io.Copy(command.stdin, struct{ io.Reader }{s}) // a command may stop reading: no error
			command.stdin.Close()
		}()
	}

	s.result(command.wait(time.Duration(r.TimeoutMs)*time.Millisecond), nil)
	pumps.Wait()
	if command.stdin != nil {
		command.stdin.Close()
	}
}

type command struct {
	processes             *reaper
	pid                   int
	status                <-chan syscall.WaitStatus
	stdin, stdout, stderr *os.File
	oomKills              int
	exited                chan struct{}
	killed                atomic.Bool
}

func (a *agent) startCommand(r request) (*command, error) {
	if len(r.Argv) == 0 {
		return nil, errors.New("there is no command")
	}
	env := mergeEnv(os.Environ(), r.Env)
	path, err := findProgram(r.Argv[0], env)
	if err != nil {
		return nil, err
	}
	c := &command{processes: a.processes, oomKills: countOOMKills(), exited: make(chan struct{})}
	theirs, err := c.makePipes(r.Stdin)
	defer closeAll(theirs)
	if err != nil {
		return nil, err
	}
	c.pid, c.status, err = a.processes.start(path, r.Argv, &syscall.ProcAttr{
		Dir:   r.Cwd,
		Env:   env,
		Files: descriptors(theirs),
		Sys:   &syscall.SysProcAttr{Setsid: true},
	})
	if err != nil {
		closeAll([]*os.File{c.stdin, c.stdout, c.stderr})
		return nil, startError(r, err)
	}
	preferForOOM(c.pid)
	return c, nil
}

func startError(r request, err error) error {
	if info, statErr := os.Stat(r.Cwd); statErr != nil || !info.IsDir() {
		return fmt.Errorf("%s is not a folder", r.Cwd)
	}
	return fmt.Errorf("%s: %w", r.Argv[0], err)
}

// makePipes returns the command's ends. Without input it gets /dev/null: some programs take a pipe for a request to
// read it.
func (c *command) makePipes(withStdin bool) (theirs []*os.File, err error) {
	var stdin, stdout, stderr *os.File
	if withStdin {
		stdin, c.stdin, err = os.Pipe()
	} else {
		stdin, err = os.Open(os.DevNull)
	}
	if err == nil {
		c.stdout, stdout, err = os.Pipe()
	}
	if err == nil {
		c.stderr, stderr, err = os.Pipe()
	}
	if err != nil {
		closeAll([]*os.File{c.stdin, c.stdout, c.stderr})
	}
	return []*os.File{stdin, stdout, stderr}, err
}

func (c *command) pump(from *os.File, to *stream) {
	defer to.end()
	defer from.Close()
	go func() { // wakes a read that began before the exit
		<-c.exited
		_ = from.SetReadDeadline(time.Now().Add(drainPatience))
	}()
	buffer := make([]byte, 32<<10)
	for patience, rest := drainPatience, drainBytes; patience > 0 && rest > 0; {
		afterExit, began := c.hasExited(), time.Now()
		if afterExit {
			_ = from.SetReadDeadline(began.Add(patience))
		}
		n, err := from.Read(buffer)
		if afterExit {
			patience -= time.Since(began)
			rest -= n
		}
		if _, failed := to.Write(buffer[:n]); err != nil || failed != nil {
			return
		}
	}
}

func (c *command) hasExited() bool {
	select {
	case <-c.exited:
		return true
	default:
		return false
	}
}

// wait returns how the command ended, with nothing of its session alive.
func (c *command) wait(limit time.Duration) exit {
	defer close(c.exited)
	var status syscall.WaitStatus
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	timedOut := false
	select {
	case status = <-c.status:
	case <-deadline.C:
		timedOut = true
		status = c.terminate()
	}
	killFamily(c.pid)
	if timedOut {
		return exit{Reason: "timeout"}
	}
	return c.explain(status)
}

func (c *command) terminate() syscall.WaitStatus {
	before := family(c.pid)
	defer func() { signalAll(before, syscall.SIGKILL) }()
	signalAll(before, syscall.SIGTERM)
	grace := time.NewTimer(killGrace)
	defer grace.Stop()
	select {
	case status := <-c.status:
		return status
	case <-grace.C:
	}
	c.signal(syscall.SIGKILL)
	return <-c.status
}

func (c *command) explain(status syscall.WaitStatus) exit {
	wasKilled := status.Signaled() && status.Signal() == syscall.SIGKILL || status.ExitStatus() == 128+int(syscall.SIGKILL)
	if wasKilled && !c.killed.Load() && countOOMKills() > c.oomKills {
		return exit{Reason: "oom"}
	}
	if status.Signaled() {
		return exit{Reason: "signaled", Signal: int(status.Signal())}
	}
	return exit{Reason: "exited", Code: status.ExitStatus()}
}

// signal reaches the command's group; SIGKILL also what left the group.
func (c *command) signal(number syscall.Signal) {
	if number != syscall.SIGKILL {
		c.processes.signalGroup(c.pid, number)
		return
	}
	c.killed.Store(true)
	members := family(c.pid)
	c.processes.signalGroup(c.pid, syscall.SIGKILL)
	signalAll(members, syscall.SIGKILL)
}

func mergeEnv(base []string, over map[string]string) []string {
	merged := make([]string, 0, len(base)+len(over))
	for _, entry := range base {
		name, _, _ := strings.Cut(entry, "=")
		if _, replaced := over[name]; !replaced {
			merged = append(merged, entry)
		}
	}
	for name, value := range over {
		merged = append(merged, name+"="+value)
	}
	return merged
}

// findProgram looks in the command's own PATH, not the agent's.
func findProgram(name string, env []string) (string, error) {
	if strings.Contains(name, "/") {
		return name, nil
	}
	for _, entry := range env {
		if !strings.HasPrefix(entry, "PATH=") {
			continue
		}
		for _, folder := range filepath.SplitList(entry[len("PATH="):]) {
			path := filepath.Join(folder, name)
			info, err := os.Stat(path)
			if filepath.IsAbs(path) && err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
				return path, nil
			}
		}
	}
	return "", fmt.Errorf("%s: there is no such program in PATH", name)
}

func descriptors(files []*os.File) []uintptr {
	numbers := make([]uintptr, len(files))
	for i, file := range files {
		numbers[i] = file.Fd()
	}
	return numbers
}

func closeAll(files []*os.File) {
	for _, file := range files {
		if file != nil {
			file.Close()
		}
	}
}
