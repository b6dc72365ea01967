package main

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

type stat struct {
	Name       text   `json:"name"`
	Kind       string `json:"kind"`
	Size       int64  `json:"size"`
	Mode       uint32 `json:"mode"`
	ModifiedMs int64  `json:"modifiedMs"`
	Version    string `json:"version"`
}

func statFile(path string) (*stat, error) {
	info, err := os.Lstat(path)
	if isAbsent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return describe(path, info), nil
}

func describe(path string, info fs.FileInfo) *stat {
	kind := "other"
	switch info.Mode().Type() {
	case 0:
		kind = "file"
	case fs.ModeDir:
		kind = "directory"
	case fs.ModeSymlink:
		kind = "symlink"
	}
	return &stat{
		Name:       text(info.Name()),
		Kind:       kind,
		Size:       info.Size(),
		Mode:       uint32(info.Mode().Perm()),
		ModifiedMs: info.ModTime().UnixMilli(),
		Version:    version(path, info),
	}
}

// version changes with the file, and for a symlink also with the file that it leads to.
func version(path string, info fs.FileInfo) string {
	own := versionOf(info)
	if info.Mode().Type() != fs.ModeSymlink {
		return own
	}
	if target, err := os.Stat(path); err == nil {
		return own + "/" + versionOf(target)
	}
	return own
}

func versionOf(info fs.FileInfo) string {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%x-%x-%x-%x", s.Ino, s.Mtim.Nano(), s.Ctim.Nano(), s.Size)
}
