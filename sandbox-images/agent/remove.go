package main

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"unsafe"
)

// remove deletes a file or a whole tree, of any size and depth: it holds one folder open at a time and no list of names.
func remove(path string, s *stream) error {
	err := syscall.Unlink(path)
	if err == nil || isAbsent(err) {
		return nil
	}
	if info, statErr := os.Lstat(path); statErr != nil || !info.IsDir() {
		return &os.PathError{Op: "remove", Path: path, Err: err}
	}
	parent, err := syscall.Open(filepath.Dir(path), openFolder, 0)
	if err != nil {
		return &os.PathError{Op: "open", Path: filepath.Dir(path), Err: err}
	}
	defer syscall.Close(parent)
	if err := emptyFolder(parent, filepath.Base(path), s); err != nil {
		return &os.PathError{Op: "remove", Path: path, Err: err}
	}
	return nil
}

const openFolder = syscall.O_RDONLY | syscall.O_DIRECTORY | syscall.O_NOFOLLOW | syscall.O_CLOEXEC

const removeDirectory = 0x200

// emptyFolder goes down into the first folder that it cannot remove, and up again when that is empty.
func emptyFolder(parent int, name string, s *stream) error {
	names := []string{name}
	here, err := openToRemove(parent, name)
	if err != nil {
		return ignoreAbsent(err)
	}
	for {
		if s.isBroken() {
			syscall.Close(here)
			return errReset
		}
		below, err := unlinkAll(here)
		if err != nil {
			syscall.Close(here)
			return err
		}
		if below != "" {
			next, err := openToRemove(here, below)
			if isAbsent(err) {
				continue
			}
			syscall.Close(here)
			if err != nil {
				return err
			}
			here, names = next, append(names, below)
			continue
		}
		above := parent
		if len(names) > 1 {
			above, err = syscall.Openat(here, "..", openFolder, 0)
		}
		syscall.Close(here)
		if err != nil {
			return err
		}
		err = unlinkAt(above, names[len(names)-1], removeDirectory)
		names = names[:len(names)-1]
		if len(names) == 0 {
			return ignoreAbsent(err)
		}
		here = above
		if err != nil && !isAbsent(err) && err != syscall.ENOTEMPTY {
			syscall.Close(here)
			return err
		}
	}
}

func openToRemove(parent int, name string) (int, error) {
	folder, err := syscall.Openat(parent, name, openFolder, 0)
	if err == syscall.EACCES && syscall.Fchmodat(parent, name, 0o700, 0) == nil {
		return syscall.Openat(parent, name, openFolder, 0)
	}
	return folder, err
}

// unlinkAll removes all that is no full folder, and returns the first full folder.
func unlinkAll(folder int) (below string, err error) {
	again, err := syscall.Openat(folder, ".", openFolder, 0)
	if err != nil {
		return "", ignoreAbsent(err)
	}
	entries := os.NewFile(uintptr(again), "folder")
	defer entries.Close()
	for removed := true; removed; { // a folder that shrinks while it is read may hide names
		removed = false
		if _, err := entries.Seek(0, io.SeekStart); err != nil {
			return "", err
		}
		for {
			names, err := entries.Readdirnames(128)
			for _, name := range names {
				full, err := unlinkOne(folder, name)
				if full {
					return name, nil
				}
				if err != nil {
					return "", err
				}
				removed = true
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				return "", err
			}
		}
	}
	return "", nil
}

func unlinkOne(folder int, name string) (full bool, err error) {
	err = unlinkAt(folder, name, 0)
	if err == syscall.EACCES && syscall.Fchmod(folder, 0o700) == nil { // a folder without write permission
		err = unlinkAt(folder, name, 0)
	}
	if err != syscall.EISDIR {
		return false, ignoreAbsent(err)
	}
	err = unlinkAt(folder, name, removeDirectory)
	if err == syscall.ENOTEMPTY || err == syscall.EEXIST {
		return true, nil
	}
	return false, ignoreAbsent(err)
}

func ignoreAbsent(err error) error {
	if isAbsent(err) {
		return nil
	}
	return err
}

func unlinkAt(folder int, name string, flags uintptr) error {
	path, err := syscall.BytePtrFromString(name)
	if err != nil {
		return err
	}
	_, _, errno := syscall.Syscall(syscall.SYS_UNLINKAT, uintptr(folder), uintptr(unsafe.Pointer(path)), flags)
	if errno != 0 {
		return errno
	}
	return nil
}
