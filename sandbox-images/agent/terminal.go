package main

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

// size is that of a terminal.
type size struct {
	Columns uint16 `json:"columns"`
	Rows    uint16 `json:"rows"`
}

const terminalMaster = "/dev/ptmx"

// endOfInput is what a terminal takes for the end of its input.
var endOfInput = []byte{4}

// openTerminal returns the agent's side of a new terminal and the process's.
func openTerminal(s size) (ours, theirs *os.File, err error) {
	ours, err = os.OpenFile(terminalMaster, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			ours.Close()
		}
	}()
	var number, locked int32
	if err := terminalCall(ours, syscall.TIOCGPTN, unsafe.Pointer(&number)); err != nil {
		return nil, nil, err
	}
	if err := terminalCall(ours, syscall.TIOCSPTLCK, unsafe.Pointer(&locked)); err != nil {
		return nil, nil, err
	}
	if err := resize(ours, s); err != nil {
		return nil, nil, err
	}
	theirs, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	return ours, theirs, err
}

// resize also tells the processes in front of the terminal, by SIGWINCH.
func resize(terminal *os.File, s size) error {
	kernels := struct{ rows, columns, x, y uint16 }{rows: s.Rows, columns: s.Columns}
	return terminalCall(terminal, syscall.TIOCSWINSZ, unsafe.Pointer(&kernels))
}

// terminalCall leaves the file non-blocking, which Fd would not.
func terminalCall(file *os.File, request uintptr, argument unsafe.Pointer) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var errno syscall.Errno
	if err := raw.Control(func(fd uintptr) {
		_, _, errno = syscall.Syscall(syscall.SYS_IOCTL, fd, request, uintptr(argument))
	}); err != nil {
		return err
	}
	if errno != 0 {
		return errno
	}
	return nil
}
