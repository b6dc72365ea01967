package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"
)

// probePlan is what the host expects to find true in a box of the runtime it tries out.
type probePlan struct {
	WorkspaceMiB    int `json:"workspaceMiB"`
	WorkspaceInodes int `json:"workspaceInodes"`
	Pids            int `json:"pids"`
	Descriptors     int `json:"descriptors"`
	FileMiB         int `json:"fileMiB"`
	MemoryMiB       int `json:"memoryMiB"`
	// Targets are addresses of the host, of a listener that tells the host who came.
	Targets []string `json:"targets"`
	// Canary is a secret of the host in two parts, so that the probe does not find its own arguments.
	Canary [2]string `json:"canary"`
	// OwnKernel says that the runtime answers system calls with a kernel of its own.
	OwnKernel bool `json:"ownKernel"`
}

// finding is one line of the probe's output.
type finding struct {
	Name   string `json:"name"`
	Passed bool   `json:"passed"`
	Detail string `json:"detail"`
}

// isProbe runs what was asked for on the command line when that is not the agent.
func isProbe(args []string) bool {
	if len(args) != 2 {
		return false
	}
	switch args[0] {
	case "probe":
		probe(args[1])
	case "probe-eat":
		eatMemory(args[1])
	default:
		return false
	}
	return true
}

// probe tries from inside what a box must not be able to do. It is not the agent: it ends with the last attempt, which
// is the one that may end the box. Every attempt stops by itself a little beyond the limit.
func probe(text string) {
	var plan probePlan
	if err := json.Unmarshal([]byte(text), &plan); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	say := json.NewEncoder(os.Stdout)
	check := func(name string, attempt func() (bool, string)) {
		passed, detail := attempt()
		_ = say.Encode(finding{name, passed, detail})
	}

	check("user", probeUser)
	check("capabilities", probeCapabilities)
	check("no new privileges", probeNoNewPrivileges)
	check("system call filter", func() (bool, string) { return probeFilter(plan.OwnKernel) })
	check("system calls", func() (bool, string) { return probeSystemCalls(plan.OwnKernel) })
	check("ordinary programs", probeOrdinary)
	check("limits per process", func() (bool, string) { return probeUlimits(plan) })
	check("read-only system", probeReadOnly)
	check("kernel settings", probeKernelSettings)
	check("devices", probeDevices)
	check("network", func() (bool, string) { return probeNetwork(plan.Targets) })
	check("secrets and sockets", func() (bool, string) { return probeSecrets(plan.Canary[0] + plan.Canary[1]) })
	check("workspace size", func() (bool, string) { return probeSize(plan.WorkspaceMiB) })
	check("workspace files", func() (bool, string) { return probeFiles(plan.WorkspaceInodes) })
	check("processes", func() (bool, string) { return probeProcesses(plan.Pids) })
	check("entropy", probeEntropy)
	check("clock", func() (bool, string) { return true, strconv.FormatInt(time.Now().UnixMilli(), 10) })
	check("kernel", func() (bool, string) { return true, kernelRelease() })
	check("user map", func() (bool, string) { return true, userMap() })
	// The host looks from outside whether the box is held back, and then says so.
	check("busy", func() (bool, string) { return true, "" })
	burnUntilTold()
	check("memory", func() (bool, string) { return probeMemory(plan.MemoryMiB) })
}
