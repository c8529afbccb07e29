package language_test

import (
	"testing"

	"github.com/gokino/gokino/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }
