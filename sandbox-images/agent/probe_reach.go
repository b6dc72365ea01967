package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// probeNetwork knocks at the host. Whether somebody came through, the host's listener knows better.
func probeNetwork(targets []string) (bool, string) {
	answered := ""
	for _, target := range targets {
		for _, protocol := range []string{"udp", "tcp"} {
			connection, err := net.DialTimeout(protocol, target, time.Second)
			if err != nil {
				continue
			}
			_, _ = connection.Write([]byte("probe"))
			connection.Close()
			if protocol == "tcp" {
				answered = target
			}
		}
	}
	if answered != "" {
		return false, answered + " answers"
	}
	cards, _ := net.Interfaces()
	for _, card := range cards {
		if card.Flags&net.FlagUp != 0 && card.Flags&net.FlagLoopback == 0 {
			return false, "there is a network card: " + card.Name
		}
	}
	return true, fmt.Sprintf("no card, %d addresses tried", len(targets))
}

const (
	searchFiles = 10000
	searchBytes = 1 << 20
)

var searchRoots = []string{
	"/dev/shm", "/etc", "/home", "/mnt", "/media", "/root", "/run", "/srv", "/tmp", "/var", "/workspace",
}

func probeSecrets(canary string) (bool, string) {
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, process := range processes {
		for _, name := range []string{"environ", "cmdline"} {
			if path := filepath.Join(process, name); holds(path, canary) {
				return false, "found: " + path
			}
		}
	}
	searched, found := searchFolders(searchRoots, canary)
	if found != "" {
		return false, "found: " + found
	}
	return true, fmt.Sprintf("%d processes and %d files searched", len(processes), searched)
}

// searchFolders looks at what is near the roots first, so that a large folder does not hide its neighbours.
func searchFolders(folders []string, canary string) (searched int, found string) {
	for len(folders) > 0 {
		folder := folders[0]
		folders = folders[1:]
		entries, _ := os.ReadDir(folder) // what cannot be listed holds nothing to be found
		for _, entry := range entries {
			path := filepath.Join(folder, entry.Name())
			if searched++; searched > searchFiles {
				return searched, ""
			}
			// A mounted socket may look like an ordinary file in the list of its folder.
			info, err := os.Lstat(path)
			if err != nil {
				continue
			}
			if info.IsDir() {
				folders = append(folders, path)
			} else if info.Mode()&os.ModeSocket != 0 || info.Mode().IsRegular() && holds(path, canary) {
				return searched, path
			}
		}
	}
	return searched, ""
}

func holds(path, canary string) bool {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return false
	}
	defer file.Close()
	content, _ := io.ReadAll(io.LimitReader(file, searchBytes)) // what could be read is searched
	return bytes.Contains(content, []byte(canary))
}

const sysGetrandom, grndNonblock = 318, 1

func probeEntropy() (bool, string) {
	var first, second [32]byte
	for _, bytes := range []*[32]byte{&first, &second} {
		if n, _, errno := syscall.Syscall(sysGetrandom, uintptr(unsafe.Pointer(bytes)), 32, grndNonblock); n != 32 {
			return false, fmt.Sprint(errno)
		}
	}
	return first != second && first != [32]byte{}, "32 bytes, twice"
}

func kernelRelease() string {
	release, err := os.ReadFile("/proc/version")
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(release))
}

func userMap() string {
	text, err := os.ReadFile("/proc/self/uid_map")
	if err != nil {
		return err.Error()
	}
	return strings.Join(strings.Fields(string(text)), " ")
}
