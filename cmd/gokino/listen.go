package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"syscall"
)

const (
	defaultPort = 1618
	portsTried  = 100
)

// listen opens the address a user asked for: "" for the default, a host, a port
// or both. No host means loopback. Where no port is asked for, the next free one
// from the default on is taken.
func listen(addr string) (net.Listener, error) {
	host, port, err := splitAddr(addr)
	if err != nil {
		return nil, err
	}
	if port != "" {
		l, err := net.Listen("tcp", net.JoinHostPort(host, port))
		if err != nil {
			return nil, fmt.Errorf("listening on %s: %w", addr, err)
		}
		return l, nil
	}
	for p := defaultPort; ; p++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p)))
		if err == nil {
			return l, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) || p >= defaultPort+portsTried {
			return nil, fmt.Errorf("listening: %w", err)
		}
	}
}

func splitAddr(addr string) (host, port string, err error) {
	switch h, p, err := net.SplitHostPort(addr); {
	case addr == "":
	case err == nil:
		host, port = h, p
	case net.ParseIP(addr) != nil:
		host = addr
	default:
		if _, isPort := strconv.ParseUint(addr, 10, 16); isPort == nil {
			port = addr
			break
		}
		if _, _, err := net.SplitHostPort(addr + ":0"); err != nil {
			return "", "", usageError{fmt.Errorf("--addr %s: %w", addr, err)}
		}
		host = addr
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return host, port, nil
}

// address is how a browser on this machine reaches l.
func address(l net.Listener) string {
	host, port, _ := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// loopback reports whether only this machine reaches l.
func loopback(l net.Listener) bool {
	a, ok := l.Addr().(*net.TCPAddr)
	return ok && a.IP.IsLoopback()
}

// hosts are the names l is reached by, besides localhost and IP addresses.
func hosts(l net.Listener) []string {
	name, err := os.Hostname()
	if err != nil || loopback(l) {
		return nil
	}
	return []string{name}
}
