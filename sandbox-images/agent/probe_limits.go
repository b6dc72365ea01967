package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const rlimitNofile, rlimitCore, rlimitFsize = 7, 4, 1

func probeUlimits(plan probePlan) (bool, string) {
	wanted := []struct {
		name  string
		kind  int
		limit uint64
	}{
		{"open files", rlimitNofile, uint64(plan.Descriptors)},
		{"core", rlimitCore, 0},
		{"file size", rlimitFsize, uint64(plan.FileMiB) << 20},
	}
	for _, w := range wanted {
		var is syscall.Rlimit
		if err := syscall.Getrlimit(w.kind, &is); err != nil || is.Max > w.limit {
			return false, fmt.Sprintf("%s: %d, not %d", w.name, is.Max, w.limit)
		}
	}
	return true, fmt.Sprintf("%d open files, no core dumps", plan.Descriptors)
}

func probeSize(limitMiB int) (bool, string) {
	path := "/workspace/.probe"
	file, err := os.Create(path)
	if err != nil {
		return false, err.Error()
	}
	defer os.Remove(path)
	defer file.Close()
	block := make([]byte, 1<<20)
	for written := 0; written < 2*limitMiB; written++ {
		if _, err := file.Write(block); err != nil {
			return errors.Is(err, syscall.ENOSPC), fmt.Sprintf("%v after %d MiB of %d", reason(err), written, limitMiB)
		}
	}
	return false, fmt.Sprintf("%d MiB could be written, and the limit is %d", 2*limitMiB, limitMiB)
}

func probeFiles(limit int) (bool, string) {
	folder := "/workspace/.probes"
	if err := os.Mkdir(folder, 0o700); err != nil {
		return false, err.Error()
	}
	defer os.RemoveAll(folder)
	for made := 0; made < 2*limit; made++ {
		file, err := os.Create(filepath.Join(folder, strconv.Itoa(made)))
		if err != nil {
			return errors.Is(err, syscall.ENOSPC), fmt.Sprintf("%v after %d of %d", reason(err), made, limit)
		}
		file.Close()
	}
	return false, fmt.Sprintf("%d files could be made, and the limit is %d", 2*limit, limit)
}

// probeProcesses forks children that only wait, in a process group of the agent's, which is then ended.
func probeProcesses(limit int) (bool, string) {
	var children []int
	defer func() {
		for _, pid := range children {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		for _, pid := range children {
			_, _ = syscall.Wait4(pid, nil, 0, nil)
		}
	}()
	for len(children) < 2*limit {
		pid, errno := forkWaiting()
		if errno != 0 {
			return errno == syscall.EAGAIN, fmt.Sprintf("%v after %d of %d", errno, len(children), limit)
		}
		children = append(children, int(pid))
	}
	return false, fmt.Sprintf("%d processes could be started, and the limit is %d", len(children), limit)
}

// forkWaiting makes a child that waits for its end. Between clone and pause nothing of Go's runtime may run in it.
//
//go:norace
//go:nosplit
func forkWaiting() (uintptr, syscall.Errno) {
	pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if errno != 0 || pid != 0 {
		return pid, errno
	}
	for {
		syscall.RawSyscall(syscall.SYS_PAUSE, 0, 0, 0)
	}
}

// burnUntilTold keeps four threads busy until the host writes a byte, or for a few seconds.
func burnUntilTold() {
	told := make(chan struct{})
	for i := 0; i < 4; i++ {
		go func() {
			for {
				select {
				case <-told:
					return
				default:
				}
			}
		}()
	}
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		close(told)
	}()
	select {
	case <-told:
	case <-time.After(8 * time.Second):
	}
}

const eatStepMiB = 8

// probeMemory lets a child take memory, half as much again as the limit and never more, which reports each step. Where
// the whole box ends with it, the host sees that.
func probeMemory(limitMiB int) (bool, string) {
	eatMiB := limitMiB * 3 / 2
	eater := exec.Command("/proc/self/exe", "probe-eat", strconv.Itoa(eatMiB))
	output, err := eater.StdoutPipe()
	if err == nil {
		err = eater.Start()
	}
	if err != nil {
		return false, err.Error()
	}
	eaten := 0
	for lines := bufio.NewScanner(output); lines.Scan(); {
		eaten, _ = strconv.Atoi(strings.TrimSpace(lines.Text()))
		fmt.Printf("{\"eaten\":%d}\n", eaten)
	}
	err = eater.Wait()
	if eaten >= eatMiB {
		return false, fmt.Sprintf("%d MiB could be taken, and the limit is %d", eaten, limitMiB)
	}
	return err != nil && eaten >= limitMiB/8, fmt.Sprintf("%v after %d MiB", err, eaten)
}

// eatMemory is the child: it takes memory, writes to every page of it, and says how much it has.
func eatMemory(limit string) {
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0)
	eatMiB, _ := strconv.Atoi(limit)
	for eaten := 0; eaten < eatMiB; {
		piece, err := syscall.Mmap(-1, 0, eatStepMiB<<20, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		for at := 0; at < len(piece); at += 4096 {
			piece[at] = byte(at>>12) | 1
		}
		eaten += eatStepMiB
		fmt.Println(eaten)
	}
}

// reason is an error without the path it is about.
func reason(err error) error {
	var pathError *os.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
