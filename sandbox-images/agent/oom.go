package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// countOOMKills reads how often the kernel killed in this memory cgroup, from version 2 or 1; 0 where neither tells.
func countOOMKills() int {
	for _, path := range []string{"/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"} {
		if count, ok := readCounter(path, "oom_kill"); ok {
			return count
		}
	}
	return 0
}

func readCounter(path, name string) (int, bool) {
	file, err := os.Open(path)
	if err != nil {
		return 0, false
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if key, value, _ := strings.Cut(lines.Text(), " "); key == name {
			count, err := strconv.Atoi(value)
			return count, err == nil
		}
	}
	return 0, false
}

// preferForOOM makes the kernel choose a command, not the agent, when memory runs out. Children inherit it.
func preferForOOM(pid int) {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/oom_score_adj", pid), []byte("500"), 0) // the command may be gone already
}
