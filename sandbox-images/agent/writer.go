package main

import (
	"encoding/binary"
	"io"
	"log"
	"os"
	"sync"
	"time"
)

const (
	// maxQueued is what may wait to be written; senders wait beyond it.
	maxQueued = 128 << 10
	// postponed is how long a frame that is seldom the last one of a burst waits for the others.
	postponed = time.Millisecond
)

// linkWriter writes frames in the order in which they were queued, as many at once as there are.
type linkWriter struct {
	to io.Writer

	mu            sync.Mutex
	room          *sync.Cond
	session       uint64
	queued, spare []byte
	writing       bool
	pongDue       bool
	later         *time.Timer
	laterIsSet    bool
}

func newLinkWriter(to io.Writer) *linkWriter {
	w := &linkWriter{to: to}
	w.room = sync.NewCond(&w.mu)
	w.later = time.AfterFunc(time.Hour, w.flush)
	w.later.Stop()
	return w
}

// send writes a frame at once. It fails when another session has begun.
func (w *linkWriter) send(session uint64, kind byte, id uint32, payload []byte) error {
	err := w.queue(session, kind, id, payload)
	w.flush()
	return err
}

// post writes a frame within a millisecond, or with the next one that is sent.
func (w *linkWriter) post(session uint64, kind byte, id uint32, payload []byte) error {
	err := w.queue(session, kind, id, payload)
	w.mu.Lock()
	full := len(w.queued) >= maxQueued/2
	if !full && !w.laterIsSet {
		w.laterIsSet = true
		w.later.Reset(postponed)
	}
	w.mu.Unlock()
	if full {
		w.flush()
	}
	return err
}

func (w *linkWriter) queue(session uint64, kind byte, id uint32, payload []byte) error {
	var header [headerSize]byte
	header[0] = kind
	binary.BigEndian.PutUint32(header[1:], id)
	binary.BigEndian.PutUint32(header[5:], uint32(len(payload)))
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.queued) >= maxQueued && w.session == session {
		if !w.writing {
			w.writeQueued()
			continue
		}
		w.room.Wait()
	}
	if w.session != session {
		return errReset
	}
	w.queued = append(append(w.queued, header[:]...), payload...)
	return nil
}

// pong never waits: the goroutine that reads the link calls it.
func (w *linkWriter) pong() {
	w.mu.Lock()
	w.pongDue = true
	busy := w.writing
	w.mu.Unlock()
	if !busy {
		go w.flush()
	}
}

// begin drops what an earlier session has queued and starts the next one with these bytes.
func (w *linkWriter) begin(session uint64, bytes []byte) {
	w.mu.Lock()
	w.session = session
	w.pongDue = false
	w.queued = append(w.queued[:0], bytes...)
	w.room.Broadcast()
	w.mu.Unlock()
	go w.flush()
}

// flush returns when everything was written, or when somebody else is writing it.
func (w *linkWriter) flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.laterIsSet {
		w.laterIsSet = false
		w.later.Stop()
	}
	for !w.writing && (len(w.queued) > 0 || w.pongDue) {
		w.writeQueued()
	}
}

// writeQueued is called with the lock, which it gives up while it writes.
func (w *linkWriter) writeQueued() {
	if w.pongDue {
		w.pongDue = false
		w.queued = append(w.queued, framePong, 0, 0, 0, 0, 0, 0, 0, 0)
	}
	w.writing = true
	bytes := w.queued
	w.queued, w.spare = w.spare[:0], nil
	w.room.Broadcast()
	w.mu.Unlock()
	if _, err := w.to.Write(bytes); err != nil { // without a link there is nothing left to do: everything ends
		log.Print(err)
		killEverything()
		os.Exit(1)
	}
	w.mu.Lock()
	w.spare = bytes
	w.writing = false
	w.room.Broadcast()
}
