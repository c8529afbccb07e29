package golink

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// archiveMember returns the content of a file in a Unix archive.
func archiveMember(archive []byte, name string) (content []byte, err error) {
	err = archiveMembers(archive, func(n string, body []byte) error {
		if n == name && content == nil {
			content = body
		}
		return nil
	})
	if err == nil && content == nil {
		err = fmt.Errorf("%w: no member %s", ErrObject, name)
	}
	return content, err
}

// archiveMembers calls f for the files in a Unix archive.
func archiveMembers(archive []byte, f func(name string, body []byte) error) error {
	const magic, header = "!<arch>\n", 60
	rest, ok := bytes.CutPrefix(archive, []byte(magic))
	if !ok {
		return ErrObject
	}
	for len(rest) >= header {
		size, err := strconv.Atoi(strings.TrimSpace(string(rest[48:58])))
		if err != nil || size < 0 || size > len(rest)-header {
			return ErrObject
		}
		if err := f(strings.TrimSpace(string(rest[:16])), rest[header:header+size]); err != nil {
			return err
		}
		rest = rest[min(header+size+size&1, len(rest)):]
	}
	return nil
}

// AppendMember adds a file to a Unix archive.
func AppendMember(archive, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read what the assembler made: %w", err)
	}
	out, err := os.OpenFile(archive, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("add to a compiled package: %w", err)
	}
	defer out.Close()
	header := fmt.Sprintf("%-16s%-12d%-6d%-6d%-8o%-10d`\n", filepath.Base(file), 0, 0, 0, 0o644, len(data))
	if len(data)%2 == 1 {
		data = append(data, 0)
	}
	if _, err := out.Write(append([]byte(header), data...)); err != nil {
		return fmt.Errorf("add to a compiled package: %w", err)
	}
	return nil
}
