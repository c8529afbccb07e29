package live

import (
	"errors"
	"fmt"
	"strings"
)

// checkAccept says what is wrong with the files that an upload accepts.
func checkAccept(accept []string) error {
	if len(accept) == 0 {
		return errors.New("Accept names no files: live.AnyFile accepts all")
	}
	for _, pattern := range accept {
		class, sub, isType := strings.Cut(pattern, "/")
		switch {
		case pattern == AnyFile && len(accept) == 1:
		case strings.HasPrefix(pattern, ".") && len(pattern) > 1 && !strings.ContainsAny(pattern, "/*, "):
		case isType && isToken(class) && (sub == "*" || isToken(sub)):
		default:
			return fmt.Errorf("Accept has %q: an extension (.csv), a MIME type (text/csv) or a class of them (image/*) is expected, or live.AnyFile alone", pattern)
		}
	}
	return nil
}

func isToken(s string) bool { return s != "" && !strings.ContainsAny(s, "*,;/ ") }

// accepts says whether a file is one of those accepted, going by what its client
// says of it, and as what: the MIME type that its first bytes must not contradict,
// empty where they may be anything.
func accepts(accept []string, name, mime string) (as string, ok bool) {
	name, mime = strings.ToLower(name), essence(mime)
	for _, pattern := range accept {
		pattern = strings.ToLower(pattern)
		class, isClass := strings.CutSuffix(pattern, "*")
		switch {
		case pattern == AnyFile:
			return "", true
		case strings.HasPrefix(pattern, "."):
			if strings.HasSuffix(name, pattern) {
				return media[pattern], true
			}
		case pattern == mime || isClass && strings.HasPrefix(mime, class):
			return mime, true
		}
	}
	return "", false
}

// media are the extensions of files whose first bytes tell what they are.
var media = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
	".bmp": "image/bmp", ".ico": "image/x-icon", ".avif": "image/avif", ".svg": "image/svg+xml",
	".mp3": "audio/mpeg", ".wav": "audio/wav", ".ogg": "audio/ogg", ".flac": "audio/flac", ".m4a": "audio/mp4",
	".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime", ".avi": "video/avi", ".mkv": "video/x-matroska",
}

// essence is a MIME type without its parameters.
func essence(mime string) string {
	mime, _, _ = strings.Cut(mime, ";")
	return strings.ToLower(strings.TrimSpace(mime))
}

// looksLike says whether a file whose first bytes look like detected may be what it
// was accepted as. Only media are told apart well enough: what is taken for an
// image must not be a page or a program. Nothing is known of a type that is not
// detected.
func looksLike(as, detected string) bool {
	detected = essence(detected)
	class, _, _ := strings.Cut(as, "/")
	switch class {
	case "image", "audio", "video":
	default:
		return true
	}
	switch detected {
	case "", "application/octet-stream", "application/ogg":
		return true
	case "text/xml", "text/plain":
		return as == "image/svg+xml"
	}
	found, _, _ := strings.Cut(detected, "/")
	container := found == "audio" || found == "video" // one holds either
	return found == class || container && class != "image"
}
