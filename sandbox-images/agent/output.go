package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	firstRing   = 4 << 10
	largestRing = 256 << 10
	// allRings bounds what the rings of all processes take together; beyond it they stay as they are.
	allRings = 32 << 20
	// maxRead is how much of a ring is given to one read; what it overwrites cannot be had any more.
	maxRead = 64 << 10
	// drainPatience and drainBytes bound what is still read from a pipe after the command's end: a daemon that
	// inherited it may never close it.
	drainPatience = 2 * time.Second
	drainBytes    = 1 << 20
)

var ringBytes atomic.Int64

// output is one stream of a process: a ring of its latest bytes. Those that the host has not consumed hold the process
// back when the ring is full of them; older ones stay as long as there is room, for a host that comes back.
type output struct {
	mu      sync.Mutex
	changed *sync.Cond
	ring    []byte
	// Offsets from the process's first byte on: the ring holds [from, end), the host has consumed what is before unread.
	from, unread, end int64
	closed            bool
	// unwanted: nobody holds the process back any more.
	unwanted bool
	// reader carries the bytes from sent on to the host.
	reader *stream
	sent   int64
}

func newOutput() *output {
	o := &output{}
	o.changed = sync.NewCond(&o.mu)
	return o
}

// fill reads to the end of a pipe or terminal, or as far as patience goes after the exit.
func (o *output) fill(from *os.File, exited <-chan struct{}, copyTo *spillFile) {
	defer o.close()
	defer from.Close()
	defer heldUntil(exited, from)
	defer copyTo.close()
	over := make(chan struct{})
	defer close(over)
	go func() { // wakes a read that began before the exit
		select {
		case <-exited:
			_ = from.SetReadDeadline(time.Now().Add(drainPatience))
		case <-over:
		}
	}()
	for patience, rest := drainPatience, drainBytes; patience > 0 && rest > 0; {
		space, ok := o.space()
		if !ok {
			return
		}
		afterExit, began := isClosed(exited), time.Now()
		if afterExit {
			_ = from.SetReadDeadline(began.Add(patience))
		}
		n, err := from.Read(space)
		if afterExit {
			patience -= time.Since(began)
			rest -= n
		}
		if n > 0 {
			copyTo.write(space[:n])
			o.grown(n)
		}
		if err != nil {
			return
		}
	}
}

// heldUntil keeps a terminal open until the exit: a process may close its side just before it ends, and would be hung up
// on if ours were closed then.
func heldUntil(exited <-chan struct{}, from *os.File) {
	if from.Name() == terminalMaster {
		<-exited
	}
}

func isClosed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// space waits until a part of the ring may be overwritten, and returns it.
func (o *output) space() ([]byte, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for !o.closed {
		if o.unwanted && o.unread < o.end {
			o.unread = o.end
		}
		if int(o.end-o.from) == len(o.ring) {
			o.enlarge()
		}
		if room := len(o.ring) - int(o.end-o.unread); room > 0 {
			return o.reserve(room), true
		}
		o.changed.Wait()
	}
	return nil, false
}

func (o *output) reserve(room int) []byte {
	at := int(o.end % int64(len(o.ring)))
	n := min(room, min(len(o.ring)-at, maxRead))
	if kept := o.end + int64(n) - int64(len(o.ring)); o.from < kept {
		o.from = kept
	}
	return o.ring[at : at+n]
}

func (o *output) enlarge() {
	size := 4 * len(o.ring)
	if size == 0 {
		size = firstRing
	}
	added := int64(size - len(o.ring))
	if size > largestRing || size > firstRing && ringBytes.Load()+added > allRings {
		return
	}
	ringBytes.Add(added)
	ring := make([]byte, size)
	for at := o.from; at < o.end; {
		part := o.ring[at%int64(len(o.ring)):]
		part = part[:min(len(part), int(o.end-at))]
		for len(part) > 0 {
			n := copy(ring[at%int64(size):], part)
			at += int64(n)
			part = part[n:]
		}
	}
	o.ring = ring
}

func (o *output) grown(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.end += int64(n)
	o.changed.Broadcast()
}

func (o *output) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.changed.Broadcast()
}

// drop frees the bytes of a process that is forgotten.
func (o *output) drop() {
	o.close()
	o.mu.Lock()
	defer o.mu.Unlock()
	ringBytes.Add(-int64(len(o.ring)))
	o.ring = nil
	o.from, o.unread = o.end, o.end
}

// refusal says why reading cannot begin at an offset.
func (o *output) refusal(at int64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if at < o.from {
		return fmt.Errorf("the output is kept from byte %d on, and byte %d was asked for", o.from, at)
	}
	if at > o.end {
		return fmt.Errorf("the output has %d bytes so far, and byte %d was asked for", o.end, at)
	}
	return nil
}

// join makes a stream the reader, from an offset on, or from the oldest byte there is.
func (o *output) join(s *stream, at *int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	start := o.from
	if at != nil && *at > start {
		start = *at
	}
	o.reader, o.sent, o.unread, o.unwanted = s, start, start, false
	o.changed.Broadcast()
}

// consumed is told by the reader's credit.
func (o *output) consumed(s *stream, n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.reader != s {
		return
	}
	o.unread += int64(n)
	if o.unread > o.sent { // the host may not free what it has not been sent
		o.unread = o.sent
	}
	o.changed.Broadcast()
}

// leave takes the reader away. Unwanted: the process is not held back by what nobody reads.
func (o *output) leave(s *stream, unwanted bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.reader != s {
		return
	}
	o.reader = nil
	o.unwanted = o.unwanted || unwanted
	o.changed.Broadcast()
}

// send carries bytes to the reader as far as its credit goes, until the end or until it is no longer the reader.
func (o *output) send(s *stream) {
	defer s.end()
	for {
		bytes := o.next(s)
		if len(bytes) == 0 {
			return
		}
		n, err := s.spend(len(bytes))
		if err == nil {
			err = s.session.post(frameData, s.id, bytes[:n])
		}
		if err != nil {
			o.leave(s, false)
			return
		}
		o.advance(s, n)
	}
}

// next waits for bytes to send. They are not overwritten meanwhile: the host has not consumed them.
func (o *output) next(s *stream) []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.reader == s && o.sent == o.end && !o.closed {
		o.changed.Wait()
	}
	if o.reader != s || o.sent == o.end {
		return nil
	}
	at := int(o.sent % int64(len(o.ring)))
	n := min(int(o.end-o.sent), min(len(o.ring)-at, maxData))
	return o.ring[at : at+n]
}

func (o *output) advance(s *stream, n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.reader == s {
		o.sent += int64(n)
	}
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

func (o *output) memory() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.ring)
}

func (o *output) isRead() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.reader != nil && o.sent < o.end
}
