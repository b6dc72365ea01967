package main

import (
	"io"
	"net"
	"sync"
)

const maxConnections = 128

// listen carries every connection made to the proxy address to the host. Further ones wait in the kernel's backlog.
func (a *agent) listen() error {
	listener, err := net.Listen("tcp", a.proxyAddress)
	if err != nil {
		return err
	}
	slots := make(chan struct{}, maxConnections)
	go func() {
		for {
			slots <- struct{}{}
			connection, err := listener.Accept()
			if err != nil {
				<-slots
				continue
			}
			go func() {
				defer func() { <-slots }()
				carry(connection.(*net.TCPConn), a.connect())
			}()
		}
	}()
	return nil
}

func carry(connection *net.TCPConn, s *stream) {
	defer s.finish()
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
}

// breakOff resets the connection: an orderly end would make half an answer look like a whole one.
func breakOff(connection *net.TCPConn, s *stream) {
	s.abandon()
	_ = connection.SetLinger(0)
	connection.Close()
}
