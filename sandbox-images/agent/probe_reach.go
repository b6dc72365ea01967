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
	cards, _ := net.Interfaces()
	for _, card := range cards {
		if card.Flags&net.FlagUp != 0 && card.Flags&net.FlagLoopback == 0 {
			return false, "there is a network card: " + card.Name
		}
	}
	for _, target := range targets {
		for _, protocol := range []string{"tcp", "udp"} {
			connection, err := net.DialTimeout(protocol, target, time.Second)
			if err != nil {
				continue
			}
			_, _ = connection.Write([]byte("probe"))
			connection.Close()
			if protocol == "tcp" {
				return false, target + " answers"
			}
		}
	}
	return true, fmt.Sprintf("no card, %d addresses tried", len(targets))
}

const (
	searchFiles = 5000
	searchBytes = 1 << 20
)

func probeSecrets(canary string) (bool, string) {
	processes, _ := filepath.Glob("/proc/[0-9]*")
	searched, found := 0, ""
	for _, process := range processes {
		for _, name := range []string{"environ", "cmdline"} {
			searched++
			if holds(filepath.Join(process, name), canary) {
				found = filepath.Join(process, name)
			}
		}
	}
	for _, root := range []string{"/dev/shm", "/etc", "/home", "/mnt", "/media", "/root", "/run", "/srv", "/tmp", "/var", "/workspace"} {
		_ = filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
			if err != nil || searched > searchFiles || found != "" {
				return nil
			}
			// A mounted socket may look like an ordinary file in the list of its folder.
			info, err := os.Lstat(path)
			if err == nil && (info.Mode()&os.ModeSocket != 0 || info.Mode().IsRegular() && holds(path, canary)) {
				found = path
			}
			searched++
			return nil
		})
	}
	if found != "" {
		return false, "found: " + found
	}
	return true, fmt.Sprintf("%d places searched", searched)
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
