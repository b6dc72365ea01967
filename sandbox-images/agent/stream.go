package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"sync"
)

var errReset = errors.New("the stream was reset")

// stream is one pipe of bytes in both directions, each with its own credit. It is a Reader and a Writer; one goroutine
// may read while another writes.
type stream struct {
	id      uint32
	session *session

	mu      sync.Mutex
	changed *sync.Cond
	in      bytes.Buffer
	owed    int // read, but not yet given back as credit
	credit  int // what may still be sent
	// inEnded and outEnded: nothing more follows in that direction.
	inEnded, outEnded bool
	// owesResult: the host opened this stream and waits for its RESULT.
	owesResult bool
	// broken: both directions were abandoned, by either side.
	broken bool
	// finished: nobody reads or writes here any more.
	finished bool
	// gone is closed when the stream breaks, or when another one has taken over what it carried.
	gone     chan struct{}
	isGone   bool
	hasMoved bool
	// onControl and onCredit belong to a process whose output the stream carries.
	onControl func(control)
	onCredit  func(int)
}

func newStream(n *session, id uint32) *stream {
	s := &stream{id: id, session: n, credit: window, gone: make(chan struct{})}
	s.changed = sync.NewCond(&s.mu)
	return s
}

func (s *stream) Read(p []byte) (int, error) {
	n, owed, err := s.take(p)
	if owed > 0 {
		_ = s.session.send(frameCredit, s.id, binary.BigEndian.AppendUint32(nil, uint32(owed))) // broken, if it fails
	}
	return n, err
}

func (s *stream) take(p []byte) (n int, owed int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.in.Len() == 0 && !s.inEnded && !s.broken && !s.hasMoved {
		s.changed.Wait()
	}
	if s.broken || s.hasMoved {
		return 0, 0, errReset
	}
	if s.in.Len() == 0 {
		return 0, 0, io.EOF
	}
	n, _ = s.in.Read(p)
	s.owed += n
	if s.owed < creditPortion || s.inEnded {
		return n, 0, nil
	}
	owed, s.owed = s.owed, 0
	return n, owed, nil
}

// Write waits for credit: a reader that stalls stops the writer, and nobody else.
func (s *stream) Write(p []byte) (int, error) {
	written := 0
	for written < len(p) {
		n, err := s.spend(len(p) - written)
		if err != nil {
			return written, err
		}
		if err := s.session.send(frameData, s.id, p[written:written+n]); err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}

func (s *stream) spend(wanted int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.credit == 0 && !s.broken && !s.hasMoved {
		s.changed.Wait()
	}
	if s.broken || s.hasMoved {
		return 0, errReset
	}
	n := wanted
	if n > s.credit {
		n = s.credit
	}
	if n > maxData {
		n = maxData
	}
	s.credit -= n
	return n, nil
}

// abandon makes every Read and Write fail. finish tells the host, once nobody uses the stream any more.
func (s *stream) abandon() {
	s.mu.Lock()
	s.breakOff()
	s.mu.Unlock()
}

// breakOff is called with the lock.
func (s *stream) breakOff() {
	s.broken = true
	s.leave()
}

func (s *stream) leave() {
	if !s.isGone {
		s.isGone = true
		close(s.gone)
	}
	s.changed.Broadcast()
}

// move makes every Read fail; what was written still arrives.
func (s *stream) move() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hasMoved = true
	s.leave()
}

func (s *stream) isBroken() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken
}

// end says that nothing more will be written.
func (s *stream) end() {
	s.mu.Lock()
	first := !s.outEnded && !s.broken
	s.outEnded = s.outEnded || first
	s.mu.Unlock()
	if first {
		_ = s.session.post(frameEnd, s.id, nil) // another session has begun: nobody waits for it
	}
	s.forgetWhenDone()
}

func (s *stream) result(value any, err error) {
	s.mu.Lock()
	first := s.owesResult && !s.broken
	if first {
		s.owesResult = false
	}
	s.mu.Unlock()
	if first {
		s.session.sendResult(s.id, value, err)
	}
	s.forgetWhenDone()
}

// finish ends the agent's side in the way that is still due. Call it when nobody writes to the stream any more.
func (s *stream) finish() {
	s.end()
	s.mu.Lock()
	due := s.broken && (!s.outEnded || s.owesResult)
	s.outEnded, s.owesResult, s.finished = true, false, true
	s.in.Reset()
	s.mu.Unlock()
	if due {
		_ = s.session.send(frameReset, s.id, nil) // another session has begun: nobody waits for it
	}
	s.forgetWhenDone()
}

func (s *stream) forgetWhenDone() {
	s.mu.Lock()
	done := s.inEnded && s.outEnded && !s.owesResult
	s.mu.Unlock()
	if done {
		s.session.forget(s.id)
	}
}

// What follows is called with what the host sent.

func (s *stream) receive(data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inEnded {
		return errors.New("data after the end of a stream")
	}
	if s.in.Len()+s.owed+len(data) > window {
		return errors.New("more data than the credit allows")
	}
	if s.finished {
		return nil
	}
	s.in.Write(data)
	s.changed.Broadcast()
	return nil
}

func (s *stream) receiveEnd() {
	s.mu.Lock()
	s.inEnded = true
	s.changed.Broadcast()
	s.mu.Unlock()
	s.forgetWhenDone()
}

func (s *stream) receiveReset() {
	s.mu.Lock()
	s.inEnded = true
	s.breakOff()
	s.mu.Unlock()
	s.forgetWhenDone()
}

func (s *stream) receiveCredit(payload []byte) error {
	given := binary.BigEndian.Uint32(payload)
	s.mu.Lock()
	if given == 0 || uint64(s.credit)+uint64(given) > window {
		s.mu.Unlock()
		return errors.New("more credit than the window")
	}
	s.credit += int(given)
	s.changed.Broadcast()
	onCredit := s.onCredit
	s.mu.Unlock()
	if onCredit != nil {
		onCredit(int(given))
	}
	return nil
}

func (s *stream) receiveControl(wanted control) {
	s.mu.Lock()
	onControl := s.onControl
	s.mu.Unlock()
	if onControl != nil {
		onControl(wanted)
	}
}

// carries makes the stream one of a process.
func (s *stream) carries(onControl func(control), onCredit func(int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onControl, s.onCredit = onControl, onCredit
}
