package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"sync"
	"syscall"
)

const (
	maxStreams        = 512
	maxFileOperations = 16
)

// agent is the agent's end of the link: it reads the host's frames and keeps the open streams.
type agent struct {
	proxyAddress string
	processes    *reaper
	// fileSlots bounds how many threads can be stuck in the file system at once.
	fileSlots chan struct{}

	writing sync.Mutex
	to      io.Writer

	mu        sync.Mutex
	streams   map[uint32]*stream
	lastOpen  uint32 // the host's ids are odd and rise
	ownLastID uint32 // the agent's are even and rise
}

func newAgent(to io.Writer, proxyAddress string) *agent {
	return &agent{
		proxyAddress: proxyAddress,
		processes:    startReaper(),
		fileSlots:    make(chan struct{}, maxFileOperations),
		to:           to,
		streams:      map[uint32]*stream{},
	}
}

type hello struct {
	Protocol int  `json:"protocol"`
	Proxy    bool `json:"proxy,omitempty"`
}

// serve returns when the link closes (io.EOF) or the host breaks the protocol.
func (a *agent) serve(from io.Reader) error {
	if err := a.greet(from); err != nil {
		return err
	}
	for {
		f, err := readFrame(from)
		if err != nil {
			return err
		}
		if err := a.dispatch(f); err != nil {
			return err
		}
	}
}

func (a *agent) greet(from io.Reader) error {
	a.sendJSON(frameHello, 0, hello{Protocol: protocolVersion})
	f, err := readFrame(from)
	if err != nil {
		return err
	}
	var host hello
	if f.kind != frameHello || json.Unmarshal(f.payload, &host) != nil || host.Protocol != protocolVersion {
		return fmt.Errorf("the host does not speak version %d of the protocol", protocolVersion)
	}
	if host.Proxy {
		err = a.listen()
	}
	a.sendResult(0, nil, err)
	return err
}

func (a *agent) dispatch(f frame) error {
	switch f.kind {
	case framePing:
		a.send(framePong, 0, nil)
		return nil
	case frameOpen:
		return a.open(f)
	case frameHello:
		return errors.New("a second greeting")
	}
	s := a.find(f.stream)
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
	case frameSignal:
		return receiveSignal(s, f.payload)
	}
	return nil
}

func receiveSignal(s *stream, payload []byte) error {
	var wanted struct {
		Signal syscall.Signal `json:"signal"`
	}
	if err := json.Unmarshal(payload, &wanted); err != nil {
		return err
	}
	s.receiveSignal(wanted.Signal)
	return nil
}

// request is the payload of OPEN; each operation uses the fields it needs.
type request struct {
	Op        string            `json:"op"`
	Argv      []string          `json:"argv"`
	Cwd       string            `json:"cwd"`
	Env       map[string]string `json:"env"`
	TimeoutMs int64             `json:"timeoutMs"`
	Stdin     bool              `json:"stdin"`
	Stderr    uint32            `json:"stderr"`
	Path      string            `json:"path"`
	MaxBytes  int64             `json:"maxBytes"`
	Mode      *uint32           `json:"mode"`
}

func (a *agent) open(f frame) error {
	var r request
	if err := json.Unmarshal(f.payload, &r); err != nil {
		return err
	}
	s, crowded, err := a.accept(f.stream)
	if err != nil {
		return err
	}
	s.owesResult = true
	var stderr *stream
	if r.Op == "spawn" {
		if stderr, _, err = a.accept(r.Stderr); err != nil {
			return err
		}
		stderr.inEnded = true
	}
	go func() {
		defer s.finish()
		switch {
		case crowded:
			s.result(nil, errors.New("too many operations at once"))
		case stderr != nil:
			a.spawn(r, s, stderr)
		default:
			a.fileOperation(r, s)
		}
		if stderr != nil {
			stderr.finish()
		}
	}()
	return nil
}

// accept registers a stream that the host opened. Crowded: there are more than the agent wants to serve.
func (a *agent) accept(id uint32) (s *stream, crowded bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if id%2 == 0 || id <= a.lastOpen {
		return nil, false, fmt.Errorf("stream %d cannot be opened", id)
	}
	a.lastOpen = id
	crowded = len(a.streams) >= maxStreams
	s = newStream(a, id)
	a.streams[id] = s
	return s, crowded, nil
}

// connect opens a stream to the host. Under one lock, so that the host sees the ids rise.
func (a *agent) connect() *stream {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ownLastID += 2
	s := newStream(a, a.ownLastID)
	a.streams[s.id] = s
	a.sendJSON(frameOpen, s.id, request{Op: "connection"})
	return s
}

func (a *agent) find(id uint32) *stream {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.streams[id]
}

func (a *agent) forget(id uint32) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.streams, id)
}

// send writes one frame. Without a link there is nothing left to do: everything ends.
func (a *agent) send(kind byte, id uint32, payload []byte) {
	buffer := make([]byte, headerSize, headerSize+len(payload))
	buffer[0] = kind
	binary.BigEndian.PutUint32(buffer[1:], id)
	binary.BigEndian.PutUint32(buffer[5:], uint32(len(payload)))
	a.writing.Lock()
	defer a.writing.Unlock()
	if _, err := a.to.Write(append(buffer, payload...)); err != nil {
		log.Print(err)
		killEverything()
		os.Exit(1)
	}
}

func (a *agent) sendJSON(kind byte, id uint32, value any) {
	payload, err := json.Marshal(value)
	if err != nil {
		log.Fatal(err)
	}
	a.send(kind, id, payload)
}

type result struct {
	OK    bool   `json:"ok"`
	Value any    `json:"value"`
	Error string `json:"error,omitempty"`
}

func (a *agent) sendResult(id uint32, value any, failure error) {
	answer := result{OK: failure == nil, Value: value}
	if failure != nil {
		answer = result{Error: failure.Error()}
	}
	payload, err := json.Marshal(answer)
	if err != nil || len(payload) > maxJSON {
		payload = []byte(`{"ok":false,"error":"the answer is too long"}`)
	}
	a.send(frameResult, id, payload)
}
