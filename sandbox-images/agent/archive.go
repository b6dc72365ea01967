package main

import (
	"archive/tar"
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

const archiveBuffer = 256 << 10

// pack writes a tar of what is under root: folders, files and symlinks. Sockets, devices and FIFOs are left out.
func pack(root string, exclude []text, s *stream) error {
	if info, err := os.Stat(root); err != nil {
		return err
	} else if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", root)
	}
	excluded := map[string]bool{}
	for _, one := range exclude {
		excluded[path.Clean(string(one))] = true
	}
	to := bufio.NewWriterSize(struct{ io.Writer }{s}, archiveBuffer)
	archive := tar.NewWriter(struct{ io.Writer }{to})
	buffer := make([]byte, archiveBuffer)
	visit := func(relative string, info fs.FileInfo) (bool, error) {
		if excluded[relative] {
			return false, nil
		}
		return true, packEntry(archive, packed{relative, root + "/" + relative, info}, buffer)
	}
	if err := (walker{depth: math.MaxInt, visit: visit}).walk(root, "", 0); err != nil {
		return err
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return to.Flush()
}

type packed struct {
	name, file string
	info       fs.FileInfo
}

func packEntry(archive *tar.Writer, p packed, buffer []byte) error {
	header := &tar.Header{Name: p.name, Mode: int64(p.info.Mode().Perm()), ModTime: p.info.ModTime()}
	switch p.info.Mode().Type() {
	case fs.ModeDir:
		header.Typeflag, header.Name = tar.TypeDir, p.name+"/"
	case fs.ModeSymlink:
		target, err := os.Readlink(p.file)
		if err != nil {
			return ignoreAbsent(err)
		}
		header.Typeflag, header.Linkname = tar.TypeSymlink, target
	case 0:
		return packFile(archive, header, p.file, buffer)
	default:
		return nil
	}
	return archive.WriteHeader(header)
}

// packFile writes exactly as many bytes as it announced, also when the file changes meanwhile.
func packFile(archive *tar.Writer, header *tar.Header, name string, buffer []byte) error {
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if isAbsent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	header.Typeflag, header.Size = tar.TypeReg, info.Size()
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	copied, err := io.CopyBuffer(struct{ io.Writer }{archive}, io.LimitReader(file, header.Size), buffer)
	if err != nil {
		return err
	}
	_, err = io.CopyN(archive, zeros{}, header.Size-copied)
	return err
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 0
	}
	return len(p), nil
}

// unpack puts a tar under root and refuses any entry that would end up elsewhere.
func unpack(s *stream, root string) error {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	from := bufio.NewReaderSize(struct{ io.Reader }{s}, archiveBuffer)
	archive := tar.NewReader(struct{ io.Reader }{from})
	buffer := make([]byte, archiveBuffer)
	for {
		header, err := archive.Next()
		if err == io.EOF {
			_, err = io.Copy(io.Discard, struct{ io.Reader }{from}) // padding after the end
			return err
		}
		if err != nil {
			return err
		}
		if err := unpackEntry(archive, header, root, buffer); err != nil {
			return err
		}
	}
}

func unpackEntry(archive *tar.Reader, header *tar.Header, root string, buffer []byte) error {
	if header.Typeflag == tar.TypeXGlobalHeader {
		return nil
	}
	file, err := inside(root, header.Name)
	if err != nil {
		return err
	}
	mode := fs.FileMode(header.Mode) & fs.ModePerm
	if header.Typeflag == tar.TypeDir && file == root {
		return nil
	}
	if header.Typeflag == tar.TypeDir {
		return makeFolder(file, mode|0o700)
	}
	if file == root {
		return fmt.Errorf("the entry %q is not a folder", header.Name)
	}
	if err := os.Remove(file); err != nil && !isAbsent(err) {
		return err
	}
	switch header.Typeflag {
	case tar.TypeReg:
		return unpackFile(archive, header, unpacked{file, mode, buffer})
	case tar.TypeSymlink:
		return os.Symlink(header.Linkname, file)
	case tar.TypeLink:
		target, err := inside(root, header.Linkname)
		if err != nil {
			return err
		}
		return os.Link(target, file)
	}
	return fmt.Errorf("the entry %q is neither file, folder nor link", header.Name)
}

// inside returns where an entry goes, after making its parent folders. None of them may be a symlink: an earlier entry
// could have pointed it out of the root.
func inside(root, name string) (string, error) {
	if name == "" || path.IsAbs(name) {
		return "", fmt.Errorf("the entry %q has no relative path", name)
	}
	parts := strings.Split(strings.TrimSuffix(path.Clean(name), "/"), "/")
	for _, part := range strings.Split(name, "/") {
		if part == ".." {
			return "", fmt.Errorf("the entry %q leaves the folder", name)
		}
	}
	place := root
	for _, part := range parts[:len(parts)-1] {
		place = filepath.Join(place, part)
		if err := makeFolder(place, 0); err != nil {
			return "", err
		}
	}
	return filepath.Join(place, parts[len(parts)-1]), nil
}

// makeFolder makes the folder, or gives an existing one the mode; 0 leaves it as it is.
func makeFolder(place string, mode fs.FileMode) error {
	info, err := os.Lstat(place)
	if isAbsent(err) {
		if mode == 0 {
			mode = 0o755
		}
		return os.Mkdir(place, mode)
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", place)
	}
	if mode == 0 {
		return nil
	}
	return os.Chmod(place, mode)
}

type unpacked struct {
	file   string
	mode   fs.FileMode
	buffer []byte
}

func unpackFile(archive *tar.Reader, header *tar.Header, to unpacked) error {
	file, err := os.OpenFile(to.file, os.O_WRONLY|os.O_CREATE|os.O_EXCL|syscall.O_NOFOLLOW, to.mode)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := io.CopyBuffer(struct{ io.Writer }{file}, struct{ io.Reader }{archive}, to.buffer); err != nil {
		return err
	}
	if err := file.Chmod(to.mode); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Chtimes(to.file, header.ModTime, header.ModTime)
}
