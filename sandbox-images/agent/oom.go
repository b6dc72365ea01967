package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"sync"
)

// counters are the files in which the kernel counts its kills in this memory cgroup, of version 2 or 1.
var counters = []string{"/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"}

var openCounter struct {
	once sync.Once
	file *os.File
}

// countOOMKills returns 0 where nothing tells.
func countOOMKills() int {
	openCounter.once.Do(func() {
		for _, path := range counters {
			if file, err := os.Open(path); err == nil {
				openCounter.file = file
				return
			}
		}
	})
	if openCounter.file == nil {
		return 0
	}
	content := make([]byte, 512)
	n, _ := openCounter.file.ReadAt(content, 0) // always short of 512 bytes, which is no error here
	for _, line := range bytes.Split(content[:n], []byte("\n")) {
		if key, value, _ := bytes.Cut(line, []byte(" ")); string(key) == "oom_kill" {
			count, _ := strconv.Atoi(string(value))
			return count
		}
	}
	return 0
}

// preferForOOM makes the kernel choose a command, not the agent, when memory runs out. Children inherit it.
func preferForOOM(pid int) {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/oom_score_adj", pid), []byte("500"), 0) // the command may be gone already
}
