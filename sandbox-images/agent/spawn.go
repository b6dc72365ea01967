package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

func (a *agent) spawn(r request, main, stderr *stream) {
	c, err := a.startCommand(r)
	if err != nil {
		main.result(nil, err)
		main.finish()
		stderr.finish()
		return
	}
	c.takeOver(main, stderr, offsets{})
	_ = main.session.post(frameStarted, main.id, nil) // a session that is over breaks the stream, too
	c.serve(main, stderr)
}

func (a *agent) startCommand(r request) (*command, error) {
	if len(r.Argv) == 0 {
		return nil, errors.New("there is no command")
	}
	c := newCommand(r.Process, a.reaper)
	if err := a.commands.add(c); err != nil {
		return nil, err
	}
	files, err := c.start(r)
	if err != nil {
		a.commands.remove(c)
		return nil, err
	}
	a.commands.started(c)
	c.run(files, limitOf(r), func() { a.commands.retire(c) })
	return c, nil
}

func (c *command) start(r request) (commandFiles, error) {
	argv := make([]string, len(r.Argv))
	for i, argument := range r.Argv {
		argv[i] = string(argument)
	}
	env := mergeEnv(os.Environ(), r.Env)
	path, err := findProgram(argv[0], env)
	if err != nil {
		return commandFiles{}, err
	}
	files, theirs, err := openFiles(r)
	defer closeAll(theirs[:])
	if err != nil {
		files.close()
		return commandFiles{}, err
	}
	c.oomKills = countOOMKills()
	c.pid, c.end, err = c.reaper.start(path, argv, &syscall.ProcAttr{
		Dir:   string(r.Cwd),
		Env:   env,
		Files: []uintptr{theirs[0].Fd(), theirs[1].Fd(), theirs[2].Fd()},
		Sys:   &syscall.SysProcAttr{Setsid: true, Setctty: r.Terminal != nil},
	})
	if err != nil {
		files.close()
		return commandFiles{}, startError(r, err)
	}
	preferForOOM(c.pid)
	return files, nil
}

func startError(r request, err error) error {
	cwd := string(r.Cwd)
	if info, statErr := os.Stat(cwd); statErr != nil || !info.IsDir() {
		return fmt.Errorf("%s is not a folder", cwd)
	}
	return fmt.Errorf("%s: %w", r.Argv[0], err)
}

// commandFiles are the agent's ends.
type commandFiles struct {
	stdin, stdout, stderr    *os.File
	terminal                 *os.File
	stdoutSpill, stderrSpill *spillFile
}

func (f commandFiles) close() {
	closeAll([]*os.File{f.stdin, f.stdout, f.stderr})
	f.stdoutSpill.close()
	f.stderrSpill.close()
}

// openFiles returns both ends. Without input a command gets /dev/null: some programs take a pipe for a request to
// read it.
func openFiles(r request) (ours commandFiles, theirs [3]*os.File, err error) {
	if r.Spill != nil {
		if ours.stdoutSpill, err = openSpill(r.Spill.Stdout, r.Spill.MaxBytes); err != nil {
			return ours, theirs, err
		}
		if ours.stderrSpill, err = openSpill(r.Spill.Stderr, r.Spill.MaxBytes); err != nil {
			return ours, theirs, err
		}
	}
	if r.Terminal != nil {
		var theirEnd *os.File
		ours.stdout, theirEnd, err = openTerminal(*r.Terminal)
		ours.stdin, ours.terminal = ours.stdout, ours.stdout
		return ours, [3]*os.File{theirEnd, theirEnd, theirEnd}, err
	}
	if r.Stdin {
		theirs[0], ours.stdin, err = os.Pipe()
	} else {
		theirs[0], err = os.Open(os.DevNull)
	}
	if err == nil {
		ours.stdout, theirs[1], err = os.Pipe()
	}
	if err == nil {
		ours.stderr, theirs[2], err = os.Pipe()
	}
	return ours, theirs, err
}

func mergeEnv(base []string, over map[string]text) []string {
	merged := make([]string, 0, len(base)+len(over))
	for _, entry := range base {
		name, _, _ := strings.Cut(entry, "=")
		if _, replaced := over[name]; !replaced {
			merged = append(merged, entry)
		}
	}
	for name, value := range over {
		merged = append(merged, name+"="+string(value))
	}
	return merged
}

// findProgram looks in the command's own PATH, not the agent's.
func findProgram(name string, env []string) (string, error) {
	if strings.Contains(name, "/") {
		return name, nil
	}
	for _, entry := range env {
		if !strings.HasPrefix(entry, "PATH=") {
			continue
		}
		for _, folder := range filepath.SplitList(entry[len("PATH="):]) {
			path := filepath.Join(folder, name)
			info, err := os.Stat(path)
			if filepath.IsAbs(path) && err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
				return path, nil
			}
		}
	}
	return "", fmt.Errorf("%s: there is no such program in PATH", name)
}

func closeAll(files []*os.File) {
	for _, file := range files {
		if file != nil {
			file.Close()
		}
	}
}
