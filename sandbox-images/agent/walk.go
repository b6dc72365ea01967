package main

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"sort"
)

// namesAtOnce bounds the memory in which the names of one folder are sorted. A folder with more of them is read again
// for each further part. Folders deeper in a walk get a share that halves with each level.
const namesAtOnce = 16 << 20

const leastNamesAtOnce = 64 << 10

// walker goes through a folder, sorted within each, with bounded memory however much there is.
type walker struct {
	depth int
	// visit returns whether to go into a folder.
	visit func(relative string, info fs.FileInfo) (bool, error)
}

func (w walker) walk(folder, relative string, level int) error {
	budget := namesAtOnce >> level
	if budget < leastNamesAtOnce || level > 30 {
		budget = leastNamesAtOnce
	}
	for after := ""; ; {
		names, more, err := sortedNames(folder, after, budget)
		if err != nil {
			return err
		}
		for i := range names.starts {
			after = string(names.at(i))
			if err := w.enter(folder, relative, after, level); err != nil {
				return err
			}
		}
		if !more {
			return nil
		}
	}
}

func (w walker) enter(folder, relative, name string, level int) error {
	info, err := os.Lstat(folder + "/" + name)
	if isAbsent(err) { // gone meanwhile
		return nil
	}
	if err != nil {
		return err
	}
	goOn, err := w.visit(relative+name, info)
	if err != nil || !goOn || !info.IsDir() || level+1 >= w.depth {
		return err
	}
	err = w.walk(folder+"/"+name, relative+name+"/", level+1)
	if isAbsent(err) {
		return nil
	}
	return err
}

// nameList is many names in one piece of memory.
type nameList struct {
	bytes  []byte
	starts []int32
}

func (n *nameList) at(i int) []byte {
	end := len(n.bytes)
	if i+1 < len(n.starts) {
		end = int(n.starts[i+1])
	}
	return n.bytes[n.starts[i]:end]
}

func (n *nameList) add(name string) {
	n.starts = append(n.starts, int32(len(n.bytes)))
	n.bytes = append(n.bytes, name...)
}

func (n *nameList) size() int {
	return len(n.bytes) + 4*len(n.starts)
}

// sorted returns the first half of the names, or all of them.
func (n *nameList) sorted(half bool) *nameList {
	order := make([]int32, len(n.starts))
	for i := range order {
		order[i] = int32(i)
	}
	sort.Slice(order, func(i, j int) bool { return bytes.Compare(n.at(int(order[i])), n.at(int(order[j]))) < 0 })
	if half {
		order = order[:(len(order)+1)/2]
	}
	kept := &nameList{}
	for _, i := range order {
		kept.add(string(n.at(int(i))))
	}
	return kept
}

// sortedNames returns the least names above `after` that fit the budget, and whether there are more.
func sortedNames(path, after string, budget int) (names *nameList, more bool, err error) {
	folder, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer folder.Close()
	names = &nameList{}
	below := "" // names from here on are for a later pass
	for {
		batch, err := folder.Readdirnames(1024)
		for _, name := range batch {
			if name <= after {
				continue
			}
			if below != "" && name >= below {
				more = true
				continue
			}
			names.add(name)
		}
		if names.size() > budget {
			names = names.sorted(true)
			below = string(names.at(len(names.starts)-1)) + "\x00"
			more = true
		}
		if err == io.EOF {
			return names.sorted(false), more, nil
		}
		if err != nil {
			return nil, false, err
		}
	}
}
