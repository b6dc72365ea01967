package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"
)

// process is one row of the box's process table. Its start time tells it from a later one with the same number.
type process struct {
	pid, parent, session int
	state                byte
	started              string
}

// family is what the leader of a session started: its session, and its descendants that left it by setsid. After the
// leader's death only the session can still be found. The leader comes first: it may have something to do before it ends,
// and should not learn of the end from its children.
func family(leader int) []process {
	table := processTable()
	var first, rest []process
	for _, p := range table {
		switch {
		case p.session != leader:
		case p.pid == leader:
			first = append(first, p)
		default:
			rest = append(rest, p)
		}
	}
	for _, p := range descendants(table, leader) {
		if p.session != leader {
			rest = append(rest, p)
		}
	}
	return append(first, rest...)
}

// killFamily looks more than once, because a process can fork between the look and the blow.
func killFamily(leader int) {
	for pass := 0; pass < 20; pass++ {
		members := family(leader)
		if len(members) == 0 {
			return
		}
		signalAll(members, syscall.SIGKILL)
		time.Sleep(time.Millisecond)
	}
}

func signalAll(processes []process, number syscall.Signal) {
	for _, p := range processes {
		if now, ok := readProcess(p.pid); ok && now.started == p.started {
			_ = syscall.Kill(p.pid, number)
		}
	}
}

// others are all processes of the box but the agent: where it is process 1 the whole table, else its descendants.
func others() []process {
	table := processTable()
	self := os.Getpid()
	if self != 1 {
		return descendants(table, self)
	}
	rest := table[:0]
	for _, p := range table {
		if p.pid != self {
			rest = append(rest, p)
		}
	}
	return rest
}

// killEverything ends every other process of the box, within reason: those that survive are the kernel's business
// when process 1 exits.
func killEverything() {
	for deadline := time.Now().Add(3 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		alive := 0
		for _, p := range others() {
			if p.state != 'Z' {
				alive++
				_ = syscall.Kill(p.pid, syscall.SIGKILL)
			}
		}
		if alive == 0 {
			return
		}
	}
}

func descendants(table []process, ancestor int) []process {
	children := map[int][]process{}
	for _, p := range table {
		children[p.parent] = append(children[p.parent], p)
	}
	found := append([]process(nil), children[ancestor]...)
	for i := 0; i < len(found); i++ {
		found = append(found, children[found[i].pid]...)
	}
	return found
}

func processTable() []process {
	var table []process
	for _, pid := range numbersIn("/proc") {
		if p, ok := readProcess(pid); ok {
			table = append(table, p)
		}
	}
	return table
}

func readProcess(pid int) (process, bool) {
	state, fields, ok := readStat(fmt.Sprintf("/proc/%d/stat", pid))
	if !ok || len(fields) < 20 {
		return process{}, false
	}
	parent, _ := strconv.Atoi(string(fields[1]))
	session, _ := strconv.Atoi(string(fields[3]))
	return process{pid: pid, parent: parent, session: session, state: state, started: string(fields[19])}, true
}

// readStat returns the fields from the third on; the second is a name that may hold blanks and parentheses.
func readStat(path string) (state byte, fields [][]byte, ok bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, nil, false
	}
	fields = bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) == 0 {
		return 0, nil, false
	}
	return fields[0][0], fields, true
}

func numbersIn(directory string) []int {
	folder, err := os.Open(directory)
	if err != nil {
		return nil
	}
	defer folder.Close()
	names, _ := folder.Readdirnames(-1)
	var numbers []int
	for _, name := range names {
		if number, err := strconv.Atoi(name); err == nil {
			numbers = append(numbers, number)
		}
	}
	return numbers
}
