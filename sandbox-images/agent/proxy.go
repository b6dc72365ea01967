package main

import (
	"io"
	"net"
	"strconv"
	"sync"
	"time"
)

const (
	maxConnections = 128
	dialPatience   = 10 * time.Second
)

// listen carries every connection made to the proxy address to the host. Further ones wait in the kernel's backlog.
func (a *agent) listen() error {
	if a.listener != nil { // since an earlier session
		return nil
	}
	listener, err := net.Listen("tcp", a.proxyAddress)
	if err != nil {
		return err
	}
	a.listener = listener
	slots := make(chan struct{}, maxConnections)
	go func() {
		for {
			slots <- struct{}{}
			connection, err := listener.Accept()
			if err != nil {
				<-slots
				time.Sleep(acceptPause)
				continue
			}
			go func() {
				defer func() { <-slots }()
				s := a.current().connect()
				carry(connection.(*net.TCPConn), s)
				s.finish()
			}()
		}
	}()
	return nil
}

// acceptPause keeps the agent from spinning while the box has no descriptor left.
const acceptPause = 10 * time.Millisecond

// dial connects the host to a loopback port of the box.
func dial(r request, s *stream) {
	defer s.finish()
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(r.Port))
	connection, err := net.DialTimeout("tcp", address, dialPatience)
	if err != nil {
		s.result(nil, err)
		return
	}
	_ = s.session.send(frameStarted, s.id, nil) // a session that is over breaks the stream, too
	if !carry(connection.(*net.TCPConn), s) {
		return // finish gives the stream up
	}
	s.end()
	s.result(nil, nil)
}

// carry returns whether both directions ended in order.
func carry(connection *net.TCPConn, s *stream) bool {
	defer connection.Close()
	var both sync.WaitGroup
	both.Add(2)
	go func() {
		defer both.Done()
		if _, err := io.Copy(struct{ io.Writer }{s}, connection); err != nil {
			breakOff(connection, s)
			return
		}
		s.end()
	}()
	go func() {
		defer both.Done()
		if _, err := io.Copy(connection, struct{ io.Reader }{s}); err != nil {
			breakOff(connection, s)
			return
		}
		_ = connection.CloseWrite() // fails when the other side is gone, which the reading half notices
	}()
	both.Wait()
	return !s.isBroken()
}

// breakOff resets the connection: an orderly end would make half an answer look like a whole one.
func breakOff(connection *net.TCPConn, s *stream) {
	s.abandon()
	_ = connection.SetLinger(0)
	connection.Close()
}
