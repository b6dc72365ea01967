package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

const (
	secretSize     = 32
	usualReadSpace = 128 << 10
)

// linkReader cuts what the host sends into frames, and finds the point where another host takes the link over.
type linkReader struct {
	from  io.Reader
	bytes []byte
	// bytes[start:end] was read but not returned yet. A few bytes before it are kept for the search.
	start, end int
	// secret opens the next session wherever it stands: the host before may have died in the middle of a frame.
	secret   []byte
	searched int
	resuming bool
}

func newLinkReader(from io.Reader) *linkReader {
	return &linkReader{from: from, bytes: make([]byte, usualReadSpace)}
}

// next returns the next frame, whose payload is valid until the next call, or the nonce of a host that takes over.
func (l *linkReader) next() (f frame, nonce []byte, err error) {
	for {
		if l.resuming {
			if l.end-l.start >= secretSize {
				l.resuming = false
				l.start += secretSize
				return frame{}, append([]byte(nil), l.bytes[l.start-secretSize:l.start]...), nil
			}
		} else if f, size, err := l.frame(); err != nil || size > 0 {
			l.start += size
			return f, nil, err
		}
		if err := l.fill(); err != nil {
			return frame{}, nil, err
		}
	}
}

// frame looks whether a whole one is there; size is 0 when not.
func (l *linkReader) frame() (f frame, size int, err error) {
	ready := l.bytes[l.start:l.end]
	if len(ready) < headerSize {
		return frame{}, 0, nil
	}
	kind, length := ready[0], binary.BigEndian.Uint32(ready[5:])
	if err := checkLength(kind, length); err != nil {
		return frame{}, 0, err
	}
	size = headerSize + int(length)
	if len(ready) < size {
		return frame{}, 0, nil
	}
	return frame{kind: kind, stream: binary.BigEndian.Uint32(ready[1:]), payload: ready[headerSize:size]}, size, nil
}

func (l *linkReader) fill() error {
	l.makeRoom()
	n, err := l.from.Read(l.bytes[l.end:])
	l.end += n
	l.search()
	if n > 0 {
		return nil
	}
	if err == io.EOF && l.start < l.end {
		return fmt.Errorf("the link was cut inside a frame: %w", err)
	}
	return err
}

func (l *linkReader) makeRoom() {
	keep := l.start - secretSize + 1
	if keep < 0 {
		keep = 0
	}
	space := usualReadSpace
	if size := l.announced(); size > space/2 {
		space = secretSize + size
	}
	if keep == 0 && l.end < len(l.bytes) && len(l.bytes) >= space {
		return
	}
	target := l.bytes
	if len(target) != space && l.end-keep < space {
		target = make([]byte, space)
	}
	l.end = copy(target, l.bytes[keep:l.end])
	l.start -= keep
	l.searched -= keep
	if l.searched < 0 {
		l.searched = 0
	}
	l.bytes = target
}

// announced is the size of the frame that is under way.
func (l *linkReader) announced() int {
	if l.resuming || l.end-l.start < headerSize {
		return 0
	}
	return headerSize + int(binary.BigEndian.Uint32(l.bytes[l.start+5:]))
}

func (l *linkReader) search() {
	if l.secret == nil {
		return
	}
	for {
		at := bytes.Index(l.bytes[l.searched:l.end], l.secret)
		if at < 0 {
			break
		}
		l.searched += at + secretSize
		l.start = l.searched
		l.resuming = true
	}
	if behind := l.end - secretSize + 1; behind > l.searched {
		l.searched = behind
	}
}
