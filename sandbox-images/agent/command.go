package main

import (
	"io"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	// killGrace is the time between SIGTERM and SIGKILL at the deadline.
	killGrace = 2 * time.Second
	// burst is how long a result waits for the end of the output, with which it is then written at once.
	burst = 2 * time.Millisecond
)

// exit is the value of a spawn's RESULT.
type exit struct {
	Reason string `json:"reason"`
	Code   int    `json:"code"`
	Signal int    `json:"signal"`
}

// command is a process that the host asked for. It belongs to no session: any host may take its streams over.
type command struct {
	id             string
	reaper         *reaper
	pid            int
	end            <-chan ending
	stdout, stderr *output
	oomKills       int
	killed         atomic.Bool
	leftMs         atomic.Int64
	terminal       *os.File
	// exited is closed when how is known, complete when it may be told: the files that get the output, too, are written.
	exited, complete chan struct{}
	how              exit

	// input is nil when it is closed, or was never open.
	inputMu sync.Mutex
	input   *os.File

	// moving is held while the streams are taken over.
	moving sync.Mutex
	mu     sync.Mutex
	main   *stream
	second *stream
}

func newCommand(id string, r *reaper) *command {
	return &command{
		id: id, reaper: r, stdout: newOutput(), stderr: newOutput(),
		exited: make(chan struct{}), complete: make(chan struct{}),
	}
}

// run watches over the process until it has ended, whether a host is there or not.
func (c *command) run(files commandFiles, limit time.Duration, ended func()) {
	c.input, c.terminal = files.stdin, files.terminal
	spills := files.stdoutSpill != nil
	filled := make(chan struct{}, 2)
	go func() { c.stdout.fill(files.stdout, c.exited, files.stdoutSpill); filled <- struct{}{} }()
	if files.terminal != nil {
		c.stderr.close()
		files.stderrSpill.close()
		filled <- struct{}{}
	} else {
		go func() { c.stderr.fill(files.stderr, c.exited, files.stderrSpill); filled <- struct{}{} }()
	}
	go func() {
		c.how = c.wait(limit)
		close(c.exited)
		if spills {
			awaitBoth(filled, drainPatience)
		}
		close(c.complete)
		c.closeInput(nil)
		ended()
	}()
}

// takeOver gives a host the streams of the process. One that had them before is told that they have moved.
func (c *command) takeOver(main, stderr *stream, from offsets) {
	c.moving.Lock()
	defer c.moving.Unlock()
	c.mu.Lock()
	before, second := c.main, c.second
	c.main, c.second = main, stderr
	c.mu.Unlock()
	if before != nil {
		before.result(exit{Reason: "moved"}, nil)
		before.move()
		second.move()
	}
	c.stdout.join(main, from.Stdout)
	c.stderr.join(stderr, from.Stderr)
	main.carries(func(wanted control) { c.receive(wanted, c.stdout, main) }, func(n int) { c.stdout.consumed(main, n) })
	stderr.carries(func(wanted control) { c.receive(wanted, c.stderr, stderr) }, func(n int) { c.stderr.consumed(stderr, n) })
}

// serve carries output, input and the result over one pair of streams until all of them ended or moved.
func (c *command) serve(main, stderr *stream) {
	outputs := make(chan struct{}, 2)
	go func() { c.stdout.send(main); outputs <- struct{}{} }()
	go func() { c.stderr.send(stderr); outputs <- struct{}{} }()
	if c.hasInput() {
		go c.feed(main)
	}

	select {
	case <-c.complete:
		waiting := awaitBoth(outputs, burst)
		main.result(c.how, nil)
		for ; waiting > 0; waiting-- {
			<-outputs
		}
	case <-main.gone:
		c.stdout.leave(main, false)
		c.stderr.leave(stderr, false)
		<-outputs
		<-outputs
	}
	main.finish()
	stderr.finish()
}

// awaitBoth returns how many outputs have not ended after a while.
func awaitBoth(outputs <-chan struct{}, while time.Duration) int {
	patience := time.NewTimer(while)
	defer patience.Stop()
	for waiting := 2; waiting > 0; waiting-- {
		select {
		case <-outputs:
		case <-patience.C:
			return waiting
		}
	}
	return 0
}

// feed writes what the host sends to the process. A host that goes away leaves the input open for the next one.
func (c *command) feed(main *stream) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := main.Read(buffer)
		if err == io.EOF {
			c.closeInput(main)
			return
		}
		if err != nil {
			return
		}
		c.write(main, buffer[:n]) // a command may stop reading: no error
	}
}

func (c *command) write(main *stream, bytes []byte) {
	c.inputMu.Lock()
	input := c.input
	c.inputMu.Unlock()
	if input != nil && c.isCarriedBy(main) {
		_, _ = input.Write(bytes)
	}
}

// closeInput is called by the stream that carries the input, or by nil after the exit.
func (c *command) closeInput(by *stream) {
	if by != nil && !c.isCarriedBy(by) {
		return
	}
	c.inputMu.Lock()
	defer c.inputMu.Unlock()
	if c.input == nil {
		return
	}
	if c.terminal == nil {
		c.input.Close()
		c.input = nil
		return
	}
	if by != nil {
		go c.input.Write(endOfInput) // waits while the terminal is full
		return
	}
	c.input = nil // the output is still read from it
}

func (c *command) isCarriedBy(main *stream) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.main == main
}

func (c *command) hasInput() bool {
	c.inputMu.Lock()
	defer c.inputMu.Unlock()
	return c.input != nil
}

func (c *command) receive(wanted control, of *output, by *stream) {
	switch {
	case wanted.Discard:
		of.leave(by, true)
	case wanted.Resize != nil:
		if c.terminal != nil {
			_ = resize(c.terminal, *wanted.Resize) // it may be closed already
		}
	case wanted.Signal > 0:
		go c.signal(wanted.Signal)
	}
}

// size is the memory that the output takes.
func (c *command) size() int {
	return c.stdout.memory() + c.stderr.memory()
}

// isRead: a host still reads the output.
func (c *command) isRead() bool {
	return c.stdout.isRead() || c.stderr.isRead()
}

func (c *command) drop() {
	c.stdout.drop()
	c.stderr.drop()
}

func limitOf(r request) time.Duration {
	return time.Duration(r.TimeoutMs) * time.Millisecond
}

// wait returns how the command ended, with nothing of its session alive.
func (c *command) wait(limit time.Duration) exit {
	end, timedOut := c.awaitEnd(limit)
	if timedOut {
		end = c.terminate()
	}
	if !end.alone {
		killFamily(c.pid)
	}
	if timedOut {
		return exit{Reason: "timeout"}
	}
	return c.explain(end.status)
}

func (c *command) awaitEnd(limit time.Duration) (end ending, timedOut bool) {
	for left := limit; left > 0; {
		c.leftMs.Store(left.Milliseconds())
		slice := startSlice(left)
		select {
		case end := <-c.end:
			slice.timer.Stop()
			return end, false
		case <-slice.timer.C:
			left -= slice.passed()
		}
	}
	return ending{}, true
}

func (c *command) terminate() ending {
	before := family(c.pid)
	defer func() { signalAll(before, syscall.SIGKILL) }()
	signalAll(before, syscall.SIGTERM)
	grace := time.NewTimer(killGrace)
	defer grace.Stop()
	select {
	case end := <-c.end:
		return end
	case <-grace.C:
	}
	c.signal(syscall.SIGKILL)
	return <-c.end
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
		c.reaper.signalGroup(c.pid, number)
		return
	}
	c.killed.Store(true)
	members := family(c.pid)
	c.reaper.signalGroup(c.pid, syscall.SIGKILL)
	signalAll(members, syscall.SIGKILL)
}
