// Sandpiper's in-box agent: process 1 of a sandbox. It runs commands and moves files for the host, over frames on its
// own stdin and stdout (see README.md), and ends everything when that link closes.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"syscall"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("sandpiper-agent: ")
	if isProbe(os.Args[1:]) {
		return
	}
	proxyPort := flag.Int("proxy-port", 3128, "loopback port whose connections are carried to the host")
	version := flag.Bool("version", false, "print the version of the protocol and exit")
	flag.Parse()
	if *version {
		fmt.Println(protocolVersion)
		return
	}

	if err := protectSelf(); err != nil {
		log.Fatal(err)
	}
	reserveThreads()
	outliveSignals()

	err := newAgent(os.Stdout, "127.0.0.1:"+strconv.Itoa(*proxyPort)).serve(os.Stdin)
	killEverything()
	if err != nil && !errors.Is(err, io.EOF) {
		log.Fatal(err)
	}
}

const (
	prSetDumpable       = 4
	prSetChildSubreaper = 36
)

// protectSelf hides the agent's memory and descriptors from the commands, which run under the same user, and makes
// every orphan the agent's child also where the agent is not process 1.
func protectSelf() error {
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetDumpable, 0, 0); errno != 0 {
		return errno
	}
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetChildSubreaper, 1, 0); errno != 0 {
		return errno
	}
	return nil
}

const reservedThreads = maxFileOperations + 10

// reserveThreads makes the threads the runtime will need before any command runs: Go dies when it cannot start one,
// and a fork bomb can use up the box's limit on processes. A thread once made is kept and used again.
func reserveThreads() {
	runtime.GOMAXPROCS(2)
	arrived := make(chan struct{})
	var gate [2]int
	if err := syscall.Pipe2(gate[:], syscall.O_CLOEXEC); err != nil {
		log.Fatal(err)
	}
	for i := 0; i < reservedThreads; i++ {
		go func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			arrived <- struct{}{}
			_, _ = syscall.Read(gate[0], make([]byte, 1)) // holds this thread until the gate closes
			arrived <- struct{}{}
		}()
	}
	for i := 0; i < reservedThreads; i++ {
		<-arrived
	}
	syscall.Close(gate[1])
	for i := 0; i < reservedThreads; i++ {
		<-arrived
	}
	syscall.Close(gate[0])
}

// outliveSignals leaves it to the host to end the agent, by closing the link: no signal from inside the box does. They
// are caught, not ignored, because commands would inherit that. A write to a broken link then is an error, not a death
// that leaves the commands alive.
func outliveSignals() {
	signal.Notify(make(chan os.Signal, 1))
}
