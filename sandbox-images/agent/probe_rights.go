package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unsafe"
)

const (
	prGetSeccomp    = 21
	prCapbsetRead   = 23
	prGetNoNewPrivs = 39
	lastCapability  = 40
)

func probeUser() (bool, string) {
	groups, _ := syscall.Getgroups()
	for _, group := range groups {
		if group != 1000 {
			return false, fmt.Sprintf("group %d", group)
		}
	}
	detail := fmt.Sprintf("user %d, group %d", syscall.Getuid(), syscall.Getgid())
	return syscall.Getuid() == 1000 && syscall.Geteuid() == 1000 && syscall.Getgid() == 1000, detail
}

func probeCapabilities() (bool, string) {
	header := struct{ version, pid uint32 }{0x20080522, 0}
	var sets [2]struct{ effective, permitted, inheritable uint32 }
	_, _, errno := syscall.Syscall(syscall.SYS_CAPGET, uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(&sets)), 0)
	if errno != 0 {
		return false, errno.Error()
	}
	for _, set := range sets {
		if set.effective|set.permitted|set.inheritable != 0 {
			return false, fmt.Sprintf("effective %08x, permitted %08x, inheritable %08x", set.effective, set.permitted, set.inheritable)
		}
	}
	for capability := uintptr(0); capability <= lastCapability; capability++ {
		if has, _, errno := syscall.Syscall(syscall.SYS_PRCTL, prCapbsetRead, capability, 0); errno == 0 && has != 0 {
			return false, fmt.Sprintf("capability %d could be had", capability)
		}
	}
	return true, "none, and none to be had"
}

func probeNoNewPrivileges() (bool, string) {
	value, _, errno := syscall.Syscall6(syscall.SYS_PRCTL, prGetNoNewPrivs, 0, 0, 0, 0, 0)
	if errno != 0 {
		return false, errno.Error()
	}
	return value == 1, fmt.Sprint(value)
}

func probeFilter(ownKernel bool) (bool, string) {
	mode, _, errno := syscall.Syscall6(syscall.SYS_PRCTL, prGetSeccomp, 0, 0, 0, 0, 0)
	if errno == 0 && mode == 2 {
		return true, "on"
	}
	return ownKernel, "none: the runtime's own kernel answers"
}

type systemCall struct {
	name   string
	number uintptr
	args   [5]uintptr
}

const none = ^uintptr(0)

// Each with arguments that do no harm. The first kind leads out of any kernel, the second out of a shared one.
var leadOut = []systemCall{
	{"bpf", 321, [5]uintptr{}}, {"perf_event_open", 298, [5]uintptr{0, 0, none, none, 0}}, {"userfaultfd", 323, [5]uintptr{none}},
	{"add_key", 248, [5]uintptr{}}, {"open_by_handle_at", 304, [5]uintptr{none}},
	{"name_to_handle_at", 303, [5]uintptr{none}}, {"init_module", 175, [5]uintptr{}}, {"kexec_load", 246, [5]uintptr{0, 0, 0, none}},
	{"iopl", 172, [5]uintptr{3}}, {"mount", 165, [5]uintptr{}},
	{"move_mount", 429, [5]uintptr{none, 0, none}}, {"pivot_root", 155, [5]uintptr{}}, {"reboot", 169, [5]uintptr{}},
	{"swapon", 167, [5]uintptr{}}, {"acct", 163, [5]uintptr{}}, {"settimeofday", 164, [5]uintptr{}},
}

var leadOutOfShared = []systemCall{
	{"unshare user", 272, [5]uintptr{0x10000000}}, {"unshare mount", 272, [5]uintptr{0x20000}}, {"ptrace", 101, [5]uintptr{16}},
	{"process_vm_readv", 310, [5]uintptr{1}}, {"pidfd_getfd", 438, [5]uintptr{none}}, {"keyctl", 250, [5]uintptr{0, none - 2}},
	{"kcmp", 312, [5]uintptr{1, 1}}, {"chroot", 161, [5]uintptr{}}, {"clone3", 435, [5]uintptr{}},
	{"fsopen", 430, [5]uintptr{}}, {"modify_ldt", 154, [5]uintptr{}}, {"setns", 308, [5]uintptr{none, 0}},
	{"io_uring_setup", 425, [5]uintptr{}}, {"syslog", 103, [5]uintptr{10}},
}

func probeSystemCalls(ownKernel bool) (bool, string) {
	calls := leadOut
	if !ownKernel {
		calls = append(calls, leadOutOfShared...)
	}
	for _, c := range calls {
		_, _, errno := syscall.Syscall6(c.number, c.args[0], c.args[1], c.args[2], c.args[3], c.args[4], 0)
		if !isRefusal(errno, ownKernel) {
			return false, fmt.Sprintf("%s was not refused: %v", c.name, errno)
		}
	}
	for name, family := range map[string]int{"packet": 17, "alg": 38, "vsock": 40, "key": 15} {
		for _, kind := range []int{syscall.SOCK_STREAM, syscall.SOCK_DGRAM, syscall.SOCK_RAW, syscall.SOCK_SEQPACKET} {
			if socket, err := syscall.Socket(family, kind, 0); err == nil {
				syscall.Close(socket)
				return false, "a socket of the family " + name + " could be made"
			}
		}
	}
	return true, fmt.Sprintf("%d refused", len(calls))
}

// isRefusal leaves a kernel of its own more words: it may also say that it has no such thing at all.
func isRefusal(errno syscall.Errno, ownKernel bool) bool {
	refused := errno == syscall.EPERM || errno == syscall.ENOSYS || errno == syscall.EACCES
	return refused || ownKernel && (errno == syscall.ENODEV || errno == syscall.EOPNOTSUPP)
}

const atNoAutomount = 0x800

// probeOrdinary asks what every listing of a folder asks: a runtime that refuses it cannot run ordinary programs.
func probeOrdinary() (bool, string) {
	const statx, basicStats, atFdcwd = 332, 0x7ff, ^uintptr(99)
	path := []byte("/workspace\x00")
	var answer [256]byte
	_, _, errno := syscall.Syscall6(statx, atFdcwd, uintptr(unsafe.Pointer(&path[0])), atNoAutomount, basicStats, uintptr(unsafe.Pointer(&answer)), 0)
	if errno != 0 {
		return false, fmt.Sprintf("statx, which ls needs: %v", errno)
	}
	return true, "statx"
}

func probeReadOnly() (bool, string) {
	for _, folder := range []string{"/", "/etc", "/usr/bin", "/usr/local/bin", "/lib", "/var"} {
		path := filepath.Join(folder, ".probe")
		if file, err := os.Create(path); err == nil {
			file.Close()
			os.Remove(path)
			return false, folder + " can be written"
		}
	}
	mounts, err := os.ReadFile("/proc/mounts")
	if err != nil {
		return false, err.Error()
	}
	for _, line := range strings.Split(string(mounts), "\n") {
		fields := strings.Fields(line)
		if len(fields) > 3 && fields[1] == "/" && strings.HasPrefix(fields[3]+",", "ro,") {
			return true, "mounted read-only"
		}
	}
	return false, "the root is not mounted read-only"
}

const settingsLimit = 3000

func probeKernelSettings() (bool, string) {
	tried, writable := 0, ""
	for _, root := range []string{"/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/sys"} {
		_ = filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || entry.Type()&os.ModeSymlink != 0 {
				return nil
			}
			if tried == settingsLimit || writable != "" {
				return io.EOF
			}
			tried++
			if file, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
				file.Close()
				writable = path
			}
			return nil
		})
	}
	if writable != "" {
		return false, writable + " can be opened for writing"
	}
	return tried > 10, fmt.Sprintf("%d, none of which can be written", tried)
}

func probeDevices() (bool, string) {
	found := ""
	_ = filepath.WalkDir("/dev", func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type()&os.ModeDevice != 0 && entry.Type()&os.ModeCharDevice == 0 {
			found = path
		}
		return nil
	})
	for _, path := range []string{"/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/kvm", "/dev/vhost-net", "/dev/loop-control"} {
		if _, err := os.Stat(path); err == nil {
			found = path
		}
	}
	if found != "" {
		return false, found + " exists"
	}
	return true, "no disk, memory or hypervisor"
}
