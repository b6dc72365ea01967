package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
)

const maxStreams = 512

// session is one host's time with the box: its streams, which end with it. Processes live on.
type session struct {
	agent   *agent
	id      uint64
	greeted bool
	// notReady are the watches that were asked for and do not see everything yet. What the host asks for after a watch
	// happens after it.
	notReady []<-chan struct{}

	mu        sync.Mutex
	over      bool
	streams   map[uint32]*stream
	lastOpen  uint32 // the host's ids are odd and rise
	ownLastID uint32 // the agent's are even and rise
}

func (n *session) dispatch(f frame) error {
	switch f.kind {
	case framePing:
		n.agent.link.pong()
		return nil
	case frameOpen:
		return n.open(f)
	case frameHello:
		return errors.New("a second greeting")
	}
	s := n.find(f.stream)
	if s == nil { // closed already: the host could not know yet
		return nil
	}
	switch f.kind {
	case frameData:
		return s.receive(f.payload)
	case frameEnd:
		s.receiveEnd()
	case frameReset:
		s.receiveReset()
	case frameCredit:
		return s.receiveCredit(f.payload)
	case frameControl:
		return receiveControl(s, f.payload)
	}
	return nil
}

func receiveControl(s *stream, payload []byte) error {
	var wanted control
	if err := json.Unmarshal(payload, &wanted); err != nil {
		return err
	}
	s.receiveControl(wanted)
	return nil
}

// takesInput are the operations for which the host has bytes. On the streams of the others its side has ended already.
var takesInput = map[string]bool{"spawn": true, "attach": true, "write": true, "unpack": true, "dial": true}

func (n *session) open(f frame) error {
	var r request
	unfit := json.Unmarshal(f.payload, &r)
	if _, ok := unfit.(*json.UnmarshalTypeError); unfit != nil && !ok {
		return unfit
	}
	s, crowded, err := n.accept(f.stream)
	if err != nil {
		return err
	}
	if crowded {
		unfit = errors.New("too many operations at once")
	}
	s.owesResult = true
	s.inEnded = !takesInput[r.Op] || r.Op == "spawn" && !r.Stdin && r.Terminal == nil
	var stderr *stream
	if r.Op == "spawn" || r.Op == "attach" {
		if stderr, _, err = n.accept(r.Stderr); err != nil {
			return err
		}
		stderr.inEnded = true
	}
	before := n.stillStarting()
	var ready chan struct{}
	if r.Op == "watch" {
		ready = make(chan struct{})
		n.notReady = append(before, ready)
	}
	go func() {
		for _, watch := range before {
			<-watch
		}
		if unfit != nil {
			refuse(unfit, operation{s, stderr, ready})
			return
		}
		n.perform(r, operation{s, stderr, ready})
	}()
	return nil
}

// operation is what one request of the host uses of the link.
type operation struct {
	main   *stream
	stderr *stream
	ready  chan struct{}
}

func refuse(because error, o operation) {
	o.main.result(nil, because)
	o.main.finish()
	if o.stderr != nil {
		o.stderr.finish()
	}
	if o.ready != nil {
		close(o.ready)
	}
}

func (n *session) perform(r request, o operation) {
	switch r.Op {
	case "spawn":
		n.agent.spawn(r, o.main, o.stderr)
	case "attach":
		n.agent.attach(r, o.main, o.stderr)
	case "dial":
		dial(r, o.main)
	case "watch":
		watch(string(r.Path), o.main, o.ready)
	default:
		n.agent.fileOperation(r, o.main)
	}
}

func (n *session) stillStarting() []<-chan struct{} {
	var starting []<-chan struct{}
	for _, ready := range n.notReady {
		select {
		case <-ready:
		default:
			starting = append(starting, ready)
		}
	}
	n.notReady = starting
	return starting
}

// accept registers a stream that the host opened. Crowded: there are more than the agent wants to serve.
func (n *session) accept(id uint32) (s *stream, crowded bool, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if id%2 == 0 || id <= n.lastOpen {
		return nil, false, fmt.Errorf("stream %d cannot be opened", id)
	}
	n.lastOpen = id
	crowded = len(n.streams) >= maxStreams
	s = newStream(n, id)
	n.streams[id] = s
	return s, crowded, nil
}

// connect opens a stream to the host. Under one lock, so that the host sees the ids rise.
func (n *session) connect() *stream {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ownLastID += 2
	s := newStream(n, n.ownLastID)
	if n.over || !n.greeted {
		s.abandon()
		return s
	}
	n.streams[s.id] = s
	_ = n.send(frameOpen, s.id, []byte(`{"op":"connection"}`)) // a session that is over breaks the stream, too
	return s
}

func (n *session) find(id uint32) *stream {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.streams[id]
}

func (n *session) forget(id uint32) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.streams, id)
}

func (n *session) hasGreeted() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.greeted = true
}

// giveUp ends every operation. Nothing more is sent: the host that asked is gone.
func (n *session) giveUp() {
	n.mu.Lock()
	n.over = true
	streams := n.streams
	n.streams = map[uint32]*stream{}
	n.mu.Unlock()
	for _, s := range streams {
		s.abandon()
	}
}

func (n *session) send(kind byte, id uint32, payload []byte) error {
	return n.agent.link.send(n.id, kind, id, payload)
}

func (n *session) post(kind byte, id uint32, payload []byte) error {
	return n.agent.link.post(n.id, kind, id, payload)
}

func (n *session) sendResult(id uint32, value any, err error) {
	_ = n.send(frameResult, id, encodeResult(value, err)) // another session has begun: nobody waits for it
}
