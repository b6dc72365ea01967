package main

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"
)

const maxFileOperations = 16

// agent is what lives as long as the box, whichever host it talks to.
type agent struct {
	proxyAddress string
	listener     net.Listener
	link         *linkWriter
	reaper       *reaper
	commands     *commands
	silence      *silence
	// fileSlots bounds how many threads can be stuck in the file system at once.
	fileSlots chan struct{}
	// conditional is held while a file is compared and replaced.
	conditional sync.Mutex
	secret      []byte

	mu      sync.Mutex
	session *session
}

func newAgent(to io.Writer, proxyAddress string) *agent {
	return &agent{
		proxyAddress: proxyAddress,
		link:         newLinkWriter(to),
		reaper:       startReaper(),
		commands:     newCommands(),
		silence:      &silence{},
		fileSlots:    make(chan struct{}, maxFileOperations),
	}
}

type hello struct {
	Protocol int    `json:"protocol"`
	Secret   string `json:"secret,omitempty"`
	OrphanMs int64  `json:"orphanMs,omitempty"`
}

// serve returns when the link closes (io.EOF), when the host says goodbye (nil) or breaks the protocol.
func (a *agent) serve(from io.Reader) error {
	reader := newLinkReader(from)
	a.begin(nil)
	for {
		f, nonce, err := reader.next()
		if err != nil {
			return err
		}
		a.silence.broken()
		switch {
		case nonce != nil:
			a.begin(nonce)
		case f.kind == frameBye:
			return nil
		case !a.session.greeted:
			err = a.greet(f)
			reader.secret = a.secret
		default:
			err = a.session.dispatch(f)
		}
		if err != nil {
			return err
		}
	}
}

// begin gives the old session up and greets the next host, who waits for its nonce before it believes a byte.
func (a *agent) begin(nonce []byte) {
	a.mu.Lock()
	old := a.session
	next := &session{agent: a, id: 1, streams: map[uint32]*stream{}}
	if old != nil {
		next.id = old.id + 1
	}
	a.session = next
	a.mu.Unlock()
	if old != nil {
		old.giveUp()
	}
	greeting, _ := json.Marshal(hello{Protocol: protocolVersion})
	a.link.begin(next.id, append(nonce, encodeFrame(frameHello, 0, greeting)...))
}

func (a *agent) greet(f frame) error {
	var host hello
	if f.kind != frameHello || json.Unmarshal(f.payload, &host) != nil || host.Protocol != protocolVersion {
		return fmt.Errorf("the host does not speak version %d of the protocol", protocolVersion)
	}
	a.session.hasGreeted()
	if a.secret == nil {
		secret, err := hex.DecodeString(host.Secret)
		if err != nil || len(secret) != secretSize {
			return errors.New("the host gave no secret")
		}
		a.secret = secret
		a.silence.watch(host.OrphanMs)
	}
	err := a.listen()
	a.session.sendResult(0, nil, err)
	return err
}

// current is the session that the box's own connections belong to.
func (a *agent) current() *session {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.session
}

// failure is an error that the host reacts to by its code.
type failure struct {
	code string
	text string
}

func (f failure) Error() string { return f.text }

type result struct {
	OK    bool   `json:"ok"`
	Value any    `json:"value"`
	Error string `json:"error,omitempty"`
	Code  string `json:"code,omitempty"`
}

func encodeResult(value any, err error) []byte {
	answer := result{OK: err == nil, Value: value}
	if err != nil {
		answer = result{Error: err.Error()}
		var known failure
		if errors.As(err, &known) {
			answer.Code = known.code
		}
	}
	payload, err := json.Marshal(answer)
	if err != nil || len(payload) > maxJSON {
		return []byte(`{"ok":false,"error":"the answer is too long"}`)
	}
	return payload
}

// request is the payload of OPEN; each operation uses the fields it needs.
type request struct {
	Op        string          `json:"op"`
	Process   string          `json:"process"`
	Argv      []text          `json:"argv"`
	Cwd       text            `json:"cwd"`
	Env       map[string]text `json:"env"`
	TimeoutMs int64           `json:"timeoutMs"`
	Stdin     bool            `json:"stdin"`
	Terminal  *size           `json:"terminal"`
	Spill     *spill          `json:"spill"`
	Stderr    uint32          `json:"stderr"`
	From      *offsets        `json:"from"`
	Port      int             `json:"port"`
	Path      text            `json:"path"`
	MaxBytes  int64           `json:"maxBytes"`
	Range     *byteRange      `json:"range"`
	Mode      *uint32         `json:"mode"`
	IfVersion *string         `json:"ifVersion"`
	// Conditional: IfVersion counts, also when it is null.
	Conditional bool   `json:"conditional"`
	Depth       int    `json:"depth"`
	Exclude     []text `json:"exclude"`
}

// control is the payload of CONTROL.
type control struct {
	Signal  syscall.Signal `json:"signal"`
	Resize  *size          `json:"resize"`
	Discard bool           `json:"discard"`
}
