package kernel_test

import (
	"testing"

	"github.com/gokino/gokino/kernel"
)

func TestDataSize(t *testing.T) {
	for _, test := range []struct {
		data kernel.Data
		want int
	}{
		{nil, 0},
		{kernel.Data{"text/plain": "four"}, 4},
		{kernel.Data{"image/png": make([]byte, 100), "text/plain": ""}, 100},
		{kernel.Data{"layout": map[string]any{"values": []any{kernel.Data{"text/plain": "in it"}, 3}}}, 5 + 8},
	} {
		if got := test.data.Size(); got != test.want {
			t.Errorf("%v: %d bytes, not %d", test.data, got, test.want)
		}
	}
}
