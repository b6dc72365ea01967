package main

import "encoding/json"

// offsets say with which byte of each stream to begin; nil: with the oldest that is kept.
type offsets struct {
	Stdout *int64 `json:"stdout"`
	Stderr *int64 `json:"stderr"`
}

// started tells a host what it took up.
type started struct {
	Input    bool `json:"input"`
	Terminal bool `json:"terminal"`
	// LeftMs is what remains of the deadline.
	LeftMs int64 `json:"leftMs"`
}

func (a *agent) attach(r request, main, stderr *stream) {
	from := offsets{}
	if r.From != nil {
		from = *r.From
	}
	c, err := a.commands.find(r.Process)
	if err == nil {
		err = c.refusal(from)
	}
	if err != nil {
		main.result(nil, err)
		main.finish()
		stderr.finish()
		return
	}
	c.takeOver(main, stderr, from)
	what, _ := json.Marshal(started{Input: c.hasInput(), Terminal: c.terminal != nil, LeftMs: c.leftMs.Load()})
	_ = main.session.send(frameStarted, main.id, what) // a session that is over breaks the stream, too
	c.serve(main, stderr)
}

func (c *command) refusal(from offsets) error {
	if from.Stdout != nil {
		if err := c.stdout.refusal(*from.Stdout); err != nil {
			return err
		}
	}
	if from.Stderr != nil {
		return c.stderr.refusal(*from.Stderr)
	}
	return nil
}
