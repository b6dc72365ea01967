package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"strconv"
)

// list writes one line of JSON for each entry.
func list(path string, depth int, s *stream) error {
	if info, err := os.Stat(path); err != nil {
		return err
	} else if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", path)
	}
	lines := bufio.NewWriterSize(struct{ *stream }{s}, maxData)
	var line []byte
	visit := func(relative string, info fs.FileInfo) (bool, error) {
		line = appendEntry(line[:0], relative, describe(path+"/"+relative, info))
		_, err := lines.Write(line)
		return true, err
	}
	if err := (walker{depth: depth, visit: visit}).walk(path, "", 0); err != nil {
		return err
	}
	return lines.Flush()
}

func appendEntry(to []byte, relative string, s *stat) []byte {
	to = appendText(append(to, `{"path":`...), relative)
	to = appendText(append(to, `,"name":`...), string(s.Name))
	to = append(append(append(to, `,"kind":"`...), s.Kind...), `","size":`...)
	to = strconv.AppendInt(to, s.Size, 10)
	to = strconv.AppendUint(append(to, `,"mode":`...), uint64(s.Mode), 10)
	to = strconv.AppendInt(append(to, `,"modifiedMs":`...), s.ModifiedMs, 10)
	return append(append(append(to, `,"version":"`...), s.Version...), "\"}\n"...)
}
