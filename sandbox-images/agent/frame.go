package main

import (
	"encoding/binary"
	"fmt"
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
	frameControl
	frameResult
	frameBye
)

const (
	protocolVersion = 2
	headerSize      = 9
	maxData         = 64 << 10
	maxJSON         = 1 << 20
	// window is how many bytes may be under way on one stream in one direction.
	window = 1 << 20
	// creditPortion is what is consumed before credit is given back.
	creditPortion = 128 << 10
)

type frame struct {
	kind    byte
	stream  uint32
	payload []byte
}

// checkLength also refuses every kind that only the agent sends.
func checkLength(kind byte, length uint32) error {
	least, most := uint32(0), uint32(0)
	switch kind {
	case frameHello, frameOpen, frameControl:
		least, most = 2, maxJSON
	case frameData:
		least, most = 1, maxData
	case frameCredit:
		least, most = 4, 4
	case framePing, frameEnd, frameReset, frameBye:
	default:
		return fmt.Errorf("a frame of unknown type %d", kind)
	}
	if length < least || length > most {
		return fmt.Errorf("a frame of type %d with %d bytes", kind, length)
	}
	return nil
}

func encodeFrame(kind byte, id uint32, payload []byte) []byte {
	bytes := make([]byte, 0, headerSize+len(payload))
	bytes = binary.BigEndian.AppendUint32(append(bytes, kind), id)
	bytes = binary.BigEndian.AppendUint32(bytes, uint32(len(payload)))
	return append(bytes, payload...)
}
