package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"syscall"
)

const maxListed = 20_000

func (a *agent) fileOperation(r request, s *stream) {
	a.fileSlots <- struct{}{}
	defer func() { <-a.fileSlots }()
	value, err := runFileOperation(r, s)
	s.end()
	s.result(value, err)
}

func runFileOperation(r request, s *stream) (any, error) {
	if r.Op != "freeze" && !filepath.IsAbs(r.Path) {
		return nil, errors.New("the path is not absolute")
	}
	switch r.Op {
	case "read":
		return readFile(r, s)
	case "write":
		return nil, writeFile(r, s)
	case "stat":
		return statFile(r.Path)
	case "list":
		return listFolder(r.Path)
	case "remove":
		return nil, os.RemoveAll(r.Path)
	case "pack":
		return nil, pack(r.Path, s)
	case "unpack":
		return nil, unpack(s, r.Path)
	case "freeze":
		return nil, freeze()
	}
	return nil, fmt.Errorf("there is no operation %q", r.Op)
}

type found struct {
	Found bool `json:"found"`
}

// readFile opens without blocking, because a path may lead to a FIFO.
func readFile(r request, s *stream) (found, error) {
	file, err := os.OpenFile(r.Path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
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
	tooLarge := fmt.Errorf("%s is larger than %d bytes", r.Path, r.MaxBytes)
	if info.Size() > r.MaxBytes {
		return found{}, tooLarge
	}
	if _, err := io.Copy(struct{ io.Writer }{s}, io.LimitReader(file, r.MaxBytes)); err != nil {
		return found{}, err
	}
	if n, _ := file.Read(make([]byte, 1)); n > 0 { // it grew meanwhile, or lies about its size as /proc does
		return found{}, tooLarge
	}
	return found{true}, nil
}

// writeFile writes beside the target and renames. A symlink stays, and the file it leads to is replaced.
func writeFile(r request, s *stream) (err error) {
	target := r.Path
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
	file, err := os.CreateTemp(folder, ".sandpiper-*")
	if err != nil {
		return err
	}
	defer func() {
		file.Close()
		if err != nil {
			os.Remove(file.Name())
		}
	}()
	if _, err := io.Copy(file, struct{ io.Reader }{s}); err != nil {
		return err
	}
	if err := file.Chmod(mode); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), target)
}

type stat struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	Size int64  `json:"size"`
	Mode uint32 `json:"mode"`
}

func statFile(path string) (*stat, error) {
	info, err := os.Lstat(path)
	if isAbsent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return describe(info), nil
}

func listFolder(path string) ([]*stat, error) {
	folder, err := os.OpenFile(path, os.O_RDONLY|syscall.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	entries, err := folder.ReadDir(maxListed + 1)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(entries) > maxListed {
		return nil, fmt.Errorf("%s holds more than %d entries", path, maxListed)
	}
	list := []*stat{}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil { // else it is gone already
			list = append(list, describe(info))
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list, nil
}

func describe(info fs.FileInfo) *stat {
	kind := "other"
	switch info.Mode().Type() {
	case 0:
		kind = "file"
	case fs.ModeDir:
		kind = "directory"
	case fs.ModeSymlink:
		kind = "symlink"
	}
	return &stat{Name: info.Name(), Kind: kind, Size: info.Size(), Mode: uint32(info.Mode().Perm())}
}

func isAbsent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
