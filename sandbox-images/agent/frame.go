package main

import (
	"encoding/binary"
	"fmt"
	"io"
)

const (
	frameHello byte = iota + 1
	framePing
	framePong
	frameOpen
	frameStarted
	frameData
	frameEnd
	frameReset
	frameCredit
	frameSignal
	frameResult
)

const (
	protocolVersion = 1
	headerSize      = 9
	maxData         = 64 << 10
	maxJSON         = 1 << 20
	// window is how many bytes may be under way on one stream in one direction.
	window = 256 << 10
)

type frame struct {
	kind    byte
	stream  uint32
	payload []byte
}

func readFrame(from io.Reader) (frame, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(from, header[:]); err != nil {
		return frame{}, err
	}
	f := frame{kind: header[0], stream: binary.BigEndian.Uint32(header[1:])}
	length := binary.BigEndian.Uint32(header[5:])
	if err := checkLength(f.kind, length); err != nil {
		return frame{}, err
	}
	f.payload = make([]byte, length)
	if _, err := io.ReadFull(from, f.payload); err != nil {
		return frame{}, fmt.Errorf("the link was cut inside a frame: %w", err)
	}
	return f, nil
}

// checkLength also refuses every kind that only the agent sends.
func checkLength(kind byte, length uint32) error {
	least, most := uint32(0), uint32(0)
	switch kind {
	case frameHello, frameOpen, frameSignal:
		least, most = 2, maxJSON
	case frameData:
		least, most = 1, maxData
	case frameCredit:
		least, most = 4, 4
	case framePing, frameEnd, frameReset:
	default:
		return fmt.Errorf("a frame of unknown type %d", kind)
	}
	if length < least || length > most {
		return fmt.Errorf("a frame of type %d with %d bytes", kind, length)
	}
	return nil
}
