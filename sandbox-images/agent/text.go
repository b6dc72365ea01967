package main

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// text is a string of any bytes. In JSON those that are not UTF-8 are lone surrogates, U+DC80 to U+DCFF.
type text string

const (
	firstEscapedByte = 0xDC80
	lastEscapedByte  = 0xDCFF
)

func (t text) MarshalJSON() ([]byte, error) {
	return appendText(nil, string(t)), nil
}

func appendText(to []byte, s string) []byte {
	to = append(to, '"')
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			to = append(to, fmt.Sprintf(`\udc%02x`, s[0])...)
		case r < ' ' || r == 0x7f:
			to = append(to, fmt.Sprintf(`\u%04x`, r)...)
		case r == '"' || r == '\\':
			to = append(to, '\\', byte(r))
		default:
			to = append(to, s[:size]...)
		}
		s = s[size:]
	}
	return append(to, '"')
}

func (t *text) UnmarshalJSON(raw []byte) error {
	if len(raw) < 2 || raw[0] != '"' {
		return fmt.Errorf("%.20q is not text", raw)
	}
	raw = raw[1 : len(raw)-1]
	if bytes.IndexByte(raw, '\\') < 0 {
		*t = text(raw)
		return nil
	}
	decoded := make([]byte, 0, len(raw))
	for len(raw) > 0 {
		if raw[0] != '\\' {
			decoded, raw = append(decoded, raw[0]), raw[1:]
			continue
		}
		decoded, raw = appendEscaped(decoded, raw)
	}
	*t = text(decoded)
	return nil
}

var shortEscapes = map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// appendEscaped decodes one escape sequence, of whose form the JSON decoder has made sure.
func appendEscaped(to, raw []byte) (decoded, rest []byte) {
	if raw[1] != 'u' {
		if short, ok := shortEscapes[raw[1]]; ok {
			return append(to, short), raw[2:]
		}
		return append(to, raw[1]), raw[2:]
	}
	r, rest := unit(raw), raw[6:]
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(to, r), rest
	}
	if len(rest) >= 6 && rest[0] == '\\' && rest[1] == 'u' {
		if whole := utf16.DecodeRune(r, unit(rest)); whole != utf8.RuneError {
			return utf8.AppendRune(to, whole), rest[6:]
		}
	}
	if r >= firstEscapedByte && r <= lastEscapedByte {
		return append(to, byte(r-0xDC00)), rest
	}
	return utf8.AppendRune(to, utf8.RuneError), rest
}

func unit(escape []byte) rune {
	value, _ := strconv.ParseUint(string(escape[2:6]), 16, 32)
	return rune(value)
}
