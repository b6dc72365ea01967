package main

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"strings"
	"syscall"
	"unsafe"
)

const (
	maxWatched  = 8192
	watchEvents = syscall.IN_CREATE | syscall.IN_DELETE | syscall.IN_MODIFY | syscall.IN_ATTRIB | syscall.IN_MOVED_FROM |
		syscall.IN_MOVED_TO | syscall.IN_ONLYDIR | syscall.IN_DONT_FOLLOW | syscall.IN_EXCL_UNLINK
	appeared = syscall.IN_CREATE | syscall.IN_MOVED_TO
	vanished = syscall.IN_DELETE | syscall.IN_MOVED_FROM
)

// watcher tells what changes below a folder, one line of JSON for each change.
type watcher struct {
	queue *os.File
	root  string
	// folders are the watched ones by their number: each a path below the root that ends in a slash, or nothing.
	folders map[int32]string
	lines   *bufio.Writer
	last    string
}

// watch goes on until the host gives the stream up.
func watch(root string, s *stream, ready chan struct{}) {
	defer s.finish()
	w, err := startWatching(root, s)
	if err == nil {
		err = s.session.send(frameStarted, s.id, nil)
	}
	close(ready)
	if err == nil {
		go func() { <-s.gone; w.queue.Close() }()
		err = w.tell()
	}
	if w != nil {
		w.queue.Close()
	}
	s.end()
	s.result(nil, err)
}

func startWatching(root string, s *stream) (*watcher, error) {
	queue, err := syscall.InotifyInit1(syscall.IN_NONBLOCK | syscall.IN_CLOEXEC)
	if err != nil {
		return nil, err
	}
	w := &watcher{
		queue:   os.NewFile(uintptr(queue), "inotify"),
		root:    root,
		folders: map[int32]string{},
		lines:   bufio.NewWriterSize(struct{ *stream }{s}, maxData),
	}
	if err := w.add("", false); err != nil {
		w.queue.Close()
		return nil, &os.PathError{Op: "watch", Path: root, Err: err}
	}
	return w, nil
}

// add watches a folder and those below it. Told: what is in it is news.
func (w *watcher) add(folder string, told bool) error {
	if len(w.folders) >= maxWatched {
		return w.overflow()
	}
	number, err := w.addOne(w.root + "/" + folder)
	if errors.Is(err, syscall.ENOSPC) { // the kernel's own limit
		return w.overflow()
	}
	if err != nil {
		return err
	}
	w.folders[int32(number)] = folder
	return w.addBelow(folder, told)
}

func (w *watcher) addOne(path string) (number int, err error) {
	raw, err := w.queue.SyscallConn()
	if err != nil {
		return 0, err
	}
	if err := raw.Control(func(fd uintptr) {
		number, err = syscall.InotifyAddWatch(int(fd), path, watchEvents)
	}); err != nil {
		return 0, err
	}
	return number, err
}

func (w *watcher) addBelow(folder string, told bool) error {
	entries, err := os.Open(w.root + "/" + folder)
	if err != nil {
		return ignoreAbsent(err)
	}
	defer entries.Close()
	for {
		batch, err := entries.ReadDir(256)
		for _, entry := range batch {
			name := folder + entry.Name()
			if told {
				if err := w.say("created", name); err != nil {
					return err
				}
			}
			if entry.IsDir() && len(w.folders) < maxWatched {
				if err := w.add(name+"/", told); ignoreAbsent(err) != nil && !errors.Is(err, syscall.EACCES) {
					return err
				}
			}
		}
		if err != nil { // the end, or a folder that cannot be read
			return nil
		}
	}
}

func (w *watcher) tell() error {
	buffer := make([]byte, 64<<10)
	for {
		w.last = ""
		if err := w.lines.Flush(); err != nil {
			return err
		}
		n, err := w.queue.Read(buffer)
		if err != nil {
			return err
		}
		for rest := buffer[:n]; len(rest) >= syscall.SizeofInotifyEvent; {
			event := (*syscall.InotifyEvent)(unsafe.Pointer(&rest[0]))
			size := syscall.SizeofInotifyEvent + int(event.Len)
			name := string(bytes.TrimRight(rest[syscall.SizeofInotifyEvent:size], "\x00"))
			if err := w.handle(event, name); err != nil {
				return err
			}
			rest = rest[size:]
		}
	}
}

func (w *watcher) handle(event *syscall.InotifyEvent, name string) error {
	if event.Mask&syscall.IN_Q_OVERFLOW != 0 {
		return w.overflow()
	}
	folder, known := w.folders[event.Wd]
	if event.Mask&syscall.IN_IGNORED != 0 {
		delete(w.folders, event.Wd)
		return nil
	}
	if !known || name == "" || strings.HasPrefix(name, freshPrefix) {
		return nil
	}
	isFolder := event.Mask&syscall.IN_ISDIR != 0
	path := folder + name
	switch {
	case event.Mask&appeared != 0:
		if err := w.say("created", path); err != nil || !isFolder {
			return err
		}
		return ignoreAbsent(w.add(path+"/", true))
	case event.Mask&vanished != 0:
		if isFolder && event.Mask&syscall.IN_MOVED_FROM != 0 {
			w.forgetBelow(path + "/")
		}
		return w.say("removed", path)
	}
	return w.say("changed", path)
}

// forgetBelow stops watching a folder that was moved away: its paths are no longer true.
func (w *watcher) forgetBelow(folder string) {
	raw, err := w.queue.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) { // the queue is closed: there is nothing to forget
		for number, path := range w.folders {
			if len(path) >= len(folder) && path[:len(folder)] == folder {
				_, _ = syscall.InotifyRmWatch(int(fd), uint32(number)) // it may be gone already
				delete(w.folders, number)
			}
		}
	})
}

// say leaves out what was said just before.
func (w *watcher) say(kind, path string) error {
	line := string(append(appendText([]byte(`{"kind":"`+kind+`","path":`), path), "}\n"...))
	if line == w.last {
		return nil
	}
	w.last = line
	_, err := w.lines.WriteString(line)
	return err
}

func (w *watcher) overflow() error {
	const line = `{"kind":"overflow"}` + "\n"
	if line == w.last {
		return nil
	}
	w.last = line
	_, err := w.lines.WriteString(line)
	return err
}
