package kernel

// Data is a value in the forms it can be shown in, by MIME type: "text/plain"
// (a string, always there), "text/html" (a string), "image/png" ([]byte),
// [ViewType] ([View]).
type Data map[string]any

// ViewType is the MIME type of a live widget in [Data].
const ViewType = "application/vnd.gokino.view"

// Size is about how many bytes the forms have, those of values inside them included.
func (d Data) Size() int { return sizeOf(map[string]any(d)) }

func sizeOf(v any) (n int) {
	switch v := v.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	case Data:
		return v.Size()
	case map[string]any:
		for _, form := range v {
			n += sizeOf(form)
		}
		return n
	case []any:
		for _, e := range v {
			n += sizeOf(e)
		}
		return n
	}
	return 8 // a number
}
