package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// spill asks for files that get a process's output, too.
type spill struct {
	Stdout   text  `json:"stdout"`
	Stderr   text  `json:"stderr"`
	MaxBytes int64 `json:"maxBytes"`
}

// spillFile takes bytes up to a limit, and up to the first failure: a full disk must not stop the process.
type spillFile struct {
	file *os.File
	rest int64
}

func openSpill(path text, maxBytes int64) (*spillFile, error) {
	name := string(path)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|syscall.O_NONBLOCK, 0o644)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, fmt.Errorf("%s is not a file", name)
	}
	return &spillFile{file: file, rest: maxBytes}, nil
}

func (s *spillFile) write(bytes []byte) {
	if s == nil || s.rest <= 0 {
		return
	}
	if int64(len(bytes)) > s.rest {
		bytes = bytes[:s.rest]
	}
	s.rest -= int64(len(bytes))
	if _, err := s.file.Write(bytes); err != nil {
		s.rest = 0
	}
}

func (s *spillFile) close() {
	if s != nil {
		s.file.Close()
	}
}
