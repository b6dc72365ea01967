package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"sync"
	"syscall"
)

var errReset = errors.New("the stream was reset")

// stream is one pipe of bytes in both directions, each with its own credit. It is a Reader and a Writer; one goroutine
// may read while another writes.
type stream struct {
	id    uint32
	agent *agent

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
	signal   func(syscall.Signal)
}

func newStream(a *agent, id uint32) *stream {
	s := &stream{id: id, agent: a, credit: window}
	s.changed = sync.NewCond(&s.mu)
	return s
}

func (s *stream) Read(p []byte) (int, error) {
	n, owed, err := s.take(p)
	if owed > 0 {
		s.agent.send(frameCredit, s.id, binary.BigEndian.AppendUint32(nil, uint32(owed)))
	}
	return n, err
}

func (s *stream) take(p []byte) (n int, owed int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.in.Len() == 0 && !s.inEnded && !s.broken {
		s.changed.Wait()
	}
	if s.broken {
		return 0, 0, errReset
	}
	if s.in.Len() == 0 {
		return 0, 0, io.EOF
	}
	n, _ = s.in.Read(p)
	s.owed += n
	if s.owed < window/4 || s.inEnded {
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
		s.agent.send(frameData, s.id, p[written:written+n])
		written += n
	}
	return written, nil
}

func (s *stream) spend(wanted int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.credit == 0 && !s.broken {
		s.changed.Wait()
	}
	if s.broken {
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
	s.broken = true
	s.changed.Broadcast()
	s.mu.Unlock()
}

// end says that nothing more will be written.
func (s *stream) end() {
	s.mu.Lock()
	first := !s.outEnded && !s.broken
	s.outEnded = s.outEnded || first
	s.mu.Unlock()
	if first {
		s.agent.send(frameEnd, s.id, nil)
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
		s.agent.sendResult(s.id, value, err)
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
		s.agent.send(frameReset, s.id, nil)
	}
	s.forgetWhenDone()
}

func (s *stream) forgetWhenDone() {
	s.mu.Lock()
	done := s.inEnded && s.outEnded && !s.owesResult
	s.mu.Unlock()
	if done {
		s.agent.forget(s.id)
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
	s.broken = true
	s.changed.Broadcast()
	s.mu.Unlock()
	s.forgetWhenDone()
}

func (s *stream) receiveCredit(payload []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	given := binary.BigEndian.Uint32(payload)
	if given == 0 || uint64(s.credit)+uint64(given) > window {
		return errors.New("more credit than the window")
	}
	s.credit += int(given)
	s.changed.Broadcast()
	return nil
}

func (s *stream) receiveSignal(number syscall.Signal) {
	s.mu.Lock()
	signal := s.signal
	s.mu.Unlock()
	if signal != nil {
		signal(number)
	}
}
