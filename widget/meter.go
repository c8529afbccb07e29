package widget

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// settled is the time after which a rate has forgotten two thirds of what was
// before.
const settled = 3 * time.Second

// meter measures how fast a count grows. The zero value has measured nothing.
type meter struct {
	at   time.Time
	done int64
	rate float64 // a second
	took time.Duration
}

// measure says how much is done now.
func (m *meter) measure(now time.Time, done int64) {
	if m.at.IsZero() {
		m.at, m.done = now, done
		return
	}
	d := now.Sub(m.at)
	if d <= 0 {
		return
	}
	speed := float64(done-m.done) / d.Seconds()
	if m.took += d; m.took < settled { // so far, the mean is the best there is
		m.rate += (speed - m.rate) * float64(d) / float64(m.took)
	} else {
		m.rate += (speed - m.rate) * (1 - math.Exp(-d.Seconds()/settled.Seconds()))
	}
	m.at, m.done = now, done
}

// left is the time that the rest needs at this rate; negative if that is not known.
func (m *meter) left(total int64) time.Duration {
	if total <= 0 || m.rate <= 0 {
		return -1
	}
	seconds := float64(max(total-m.done, 0)) / m.rate
	if seconds > 1e9 {
		return -1
	}
	return time.Duration(seconds * float64(time.Second))
}

// amount is a count as people read it; unit "bytes" counts in thousands.
func amount(n float64, unit string) string {
	if unit != "bytes" {
		if n != math.Trunc(n) && n < 100 {
			return fmt.Sprintf("%.1f", n)
		}
		return grouped(int64(math.Round(min(n, 1<<62)))) // above that a float is no int64
	}
	prefixes := "kMGTPE"
	if n < 1000 {
		return fmt.Sprintf("%.0f B", n)
	}
	i := -1
	for n >= 999.95 && i < len(prefixes)-1 {
		n /= 1000
		i++
	}
	return fmt.Sprintf("%.1f %cB", n, prefixes[i])
}

// grouped writes n with commas.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	sign := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if sign {
		return "-" + s
	}
	return s
}

// clock is a time span in two parts at most: 1h02m, 3m07s, 12s.
func clock(d time.Duration) string {
	s := int64(d.Round(time.Second) / time.Second)
	switch {
	case s >= 3600*48:
		return fmt.Sprintf("%dd", s/86400)
	case s >= 3600:
		return fmt.Sprintf("%dh%02dm", s/3600, s/60%60)
	case s >= 60:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	default:
		return fmt.Sprintf("%ds", s)
	}
}
