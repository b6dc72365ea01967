package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

func (a *agent) fileOperation(r request, s *stream) {
	a.fileSlots <- struct{}{}
	defer func() { <-a.fileSlots }()
	defer s.finish()
	value, err := a.runFileOperation(r, s)
	s.end()
	s.result(value, err)
}

func (a *agent) runFileOperation(r request, s *stream) (any, error) {
	path := string(r.Path)
	if r.Op != "freeze" && r.Op != "thaw" && !filepath.IsAbs(path) {
		return nil, errors.New("the path is not absolute")
	}
	switch r.Op {
	case "read":
		return readFile(r, s)
	case "write":
		return nil, a.writeFile(r, s)
	case "stat":
		return statFile(path)
	case "list":
		return nil, list(path, r.Depth, s)
	case "remove":
		return nil, remove(path, s)
	case "pack":
		return nil, pack(path, r.Exclude, s)
	case "unpack":
		return nil, unpack(s, path)
	case "freeze":
		return nil, freeze(a.reaper)
	case "thaw":
		return nil, thaw()
	}
	return nil, fmt.Errorf("there is no operation %q", r.Op)
}

type found struct {
	Found bool `json:"found"`
}

// byteRange is a part of a file, without End.
type byteRange struct {
	Start int64 `json:"start"`
	End   int64 `json:"end"`
}

// readFile opens without blocking, because a path may lead to a FIFO.
func readFile(r request, s *stream) (found, error) {
	file, err := os.OpenFile(string(r.Path), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if isAbsent(err) {
		return found{false}, nil
	}
	if err != nil {
		return found{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return found{}, err
	}
	if !info.Mode().IsRegular() {
		return found{}, fmt.Errorf("%s is not a file", r.Path)
	}
	if r.Range != nil {
		part := io.NewSectionReader(file, r.Range.Start, smaller(r.Range.End-r.Range.Start, r.MaxBytes))
		return found{true}, copyInto(s, part)
	}
	tooLarge := fmt.Errorf("%s is larger than %d bytes", r.Path, r.MaxBytes)
	if info.Size() > r.MaxBytes {
		return found{}, tooLarge
	}
	if err := copyInto(s, io.LimitReader(file, r.MaxBytes)); err != nil {
		return found{}, err
	}
	if n, _ := file.Read(make([]byte, 1)); n > 0 { // it grew meanwhile, or lies about its size as /proc does
		return found{}, tooLarge
	}
	return found{true}, nil
}

func copyInto(s *stream, from io.Reader) error {
	_, err := io.CopyBuffer(struct{ io.Writer }{s}, struct{ io.Reader }{from}, make([]byte, maxData))
	return err
}

func smaller(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

// writeFile writes beside the target and renames. A symlink stays, and the file it leads to is replaced.
func (a *agent) writeFile(r request, s *stream) error {
	target := string(r.Path)
	if resolved, err := filepath.EvalSymlinks(target); err == nil {
		target = resolved
	}
	folder := filepath.Dir(target)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Lstat(target); err == nil {
		if info.IsDir() {
			return fmt.Errorf("%s is a folder", r.Path)
		}
		if info.Mode().IsRegular() {
			mode = info.Mode().Perm()
		}
	}
	if r.Mode != nil {
		mode = fs.FileMode(*r.Mode) & fs.ModePerm
	}
	fresh, err := writeBeside(folder, mode, s)
	if err != nil {
		return err
	}
	if err := a.putInPlace(r, fresh, target); err != nil {
		os.Remove(fresh)
		return err
	}
	return nil
}

// freshPrefix begins the names of files that are not in their place yet. A watch does not tell of them.
const freshPrefix = ".sandpiper-fresh-"

func writeBeside(folder string, mode fs.FileMode, from io.Reader) (name string, err error) {
	file, err := os.CreateTemp(folder, freshPrefix+"*")
	if err != nil {
		return "", err
	}
	defer func() {
		file.Close()
		if err != nil {
			os.Remove(file.Name())
		}
	}()
	if _, err := io.CopyBuffer(struct{ io.Writer }{file}, struct{ io.Reader }{from}, make([]byte, maxData)); err != nil {
		return "", err
	}
	if err := file.Chmod(mode); err != nil {
		return "", err
	}
	return file.Name(), file.Close()
}

// putInPlace renames, if the file is still the one that the host knows. Two writers from the host cannot both win.
func (a *agent) putInPlace(r request, fresh, target string) error {
	if !r.Conditional {
		return os.Rename(fresh, target)
	}
	a.conditional.Lock()
	defer a.conditional.Unlock()
	if r.IfVersion == nil {
		err := os.Link(fresh, target)
		if errors.Is(err, fs.ErrExist) {
			return failure{"conflict", fmt.Sprintf("%s exists already", r.Path)}
		}
		if err == nil {
			os.Remove(fresh)
		}
		return err
	}
	now, err := statFile(string(r.Path))
	if err != nil {
		return err
	}
	if now == nil || now.Version != *r.IfVersion {
		return failure{"conflict", fmt.Sprintf("%s is not the version that was asked for", r.Path)}
	}
	return os.Rename(fresh, target)
}

func isAbsent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
