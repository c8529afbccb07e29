package live

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gokino/gokino/kernel"
)

// What a page asks for when JavaScript calls ctx.upload: to admit files, to learn
// what has become of one it has sent, and to cancel.
type (
	uploadAsked struct {
		Name  string      `json:"name"`
		Files []fileAsked `json:"files"`
		Refs  []string    `json:"refs"`
	}
	fileAsked struct {
		Name         string  `json:"name"`
		Size         float64 `json:"size"` // as JavaScript has it
		Type         string  `json:"type"`
		LastModified float64 `json:"lastModified"` // Unix milliseconds
	}
	fileAdmitted struct {
		Ref     string `json:"ref"`
		Token   string `json:"token"`
		Error   string `json:"error"`   // why it is not admitted, else ""
		Message string `json:"message"` // the same for people
	}
	fileSettled struct {
		Ref     string `json:"ref"`
		Type    string `json:"type"`    // as detected
		Error   string `json:"error"`   // "" if all of it has come
		Message string `json:"message"` // the same for people
	}
)

// maxClaim bounds what a client says of a file, in bytes.
const maxClaim = 1024

// uploadEvent does what a page asks for by itself about files.
func (s *server[S]) uploadEvent(name string, p Payload) error {
	var asked uploadAsked
	if err := p.Decode(&asked); err != nil {
		return err
	}
	c := &s.ctx
	if c.atStage().clients[c.origin] == nil {
		return nil // its last view left in the meantime
	}
	files, err := c.filesOf(asked.Name)
	if err != nil {
		return err
	}
	switch name {
	case "upload":
		admitted, err := c.admit(asked)
		if err != nil {
			return err
		}
		return c.Reply(admitted)
	case "upload-result":
		return c.Reply(c.uploads().results(c.origin, asked.Refs))
	case "upload-cancel":
		for _, u := range files {
			if slices.Contains(asked.Refs, u.Ref) {
				c.uploads().drop(u, ErrCanceled)
			}
		}
		c.uploads().results(c.origin, asked.Refs) // nobody asks for them any more
		return nil
	}
	return fmt.Errorf("there is no event %q", pageEvent+name)
}

// admit grants the files that are within the limits. The host learns of each
// before its client does: it is told at once, the client when the callback ends.
func (c *Context[S]) admit(asked uploadAsked) ([]fileAdmitted, error) {
	o := c.uploads().allowed[asked.Name]
	if o.MaxEntries == 1 && len(asked.Files) == 1 {
		for _, u := range c.uploads().of(asked.Name, c.origin) {
			c.uploads().drop(u, ErrCanceled)
		}
	}
	room := o.MaxEntries - len(c.uploads().of(asked.Name, c.origin))
	answer := make([]fileAdmitted, 0, min(len(asked.Files), o.MaxEntries))
	for _, f := range asked.Files {
		u := &upload{UploadEntry: f.entry(asked.Name, c.origin)}
		if err := o.refusal(u, room); err != nil {
			answer = append(answer, refused(err, u.UploadEntry, o))
			continue
		}
		room--
		answer = append(answer, c.uploads().grant(u, o.ChunkTimeout))
	}
	return answer, nil
}

func (f fileAsked) entry(upload, client string) UploadEntry {
	return UploadEntry{
		Upload: upload, Client: client, Ref: rand.Text(),
		Name: claim(f.Name), Type: claim(f.Type),
		Size: int64(f.Size), LastModified: time.UnixMilli(int64(f.LastModified)),
	}
}

// claim bounds what a client says.
func claim(s string) string { return strings.ToValidUTF8(s[:min(len(s), maxClaim)], "") }

// refusal is why a file is not admitted, nil if it is.
func (o UploadOptions) refusal(u *upload, room int) error {
	as, ok := accepts(o.Accept, u.Name, u.Type)
	u.as = as
	switch {
	case !ok:
		return ErrNotAccepted
	case u.Size < 0 || u.Size > o.MaxFileSize:
		return ErrTooLarge
	case room <= 0:
		return ErrTooManyFiles
	case o.Validate != nil:
		return o.Validate(u.copy())
	}
	return nil
}

func refused(err error, e UploadEntry, o UploadOptions) fileAdmitted {
	name, message := UploadError("invalid"), err.Error()
	if known := UploadError(""); errors.As(err, &known) && known != "" {
		name, message = known, o.explain(known, e)
	}
	return fileAdmitted{Error: string(name), Message: message}
}

// explain says to people why a file is refused.
func (o UploadOptions) explain(err UploadError, e UploadEntry) string {
	switch err {
	case "":
		return ""
	case ErrCanceled:
		return e.Name + " was canceled"
	case ErrNoSpace:
		return fmt.Sprintf("there is no room for %s on the server", e.Name)
	case ErrWriter:
		return fmt.Sprintf("the server could not write %s", e.Name)
	case ErrSizeExceeded:
		return fmt.Sprintf("%s has more than the %d bytes it was said to have", e.Name, e.Size)
	case ErrTooLarge:
		return fmt.Sprintf("%s has %d bytes; at most %d are allowed", e.Name, e.Size, o.MaxFileSize)
	case ErrTooManyFiles:
		return fmt.Sprintf("%s is a file too many; at most %d are allowed", e.Name, o.MaxEntries)
	case ErrNotAccepted:
		if e.Detected != "" {
			return fmt.Sprintf("%s is not what it seems: it looks like %s", e.Name, essence(e.Detected))
		}
		return fmt.Sprintf("%s is not one of the files accepted: %s", e.Name, strings.Join(o.Accept, ", "))
	}
	return fmt.Sprintf("%s: %s", e.Name, string(err))
}

// grant lets a client send a file.
func (s *uploads) grant(u *upload, idle time.Duration) fileAdmitted {
	u.token = rand.Text()
	s.entries = append(s.entries, u)
	s.widget.kernel.Emit(kernel.Grant{
		Client: u.Client, Ref: s.widget.view.Ref, Entry: u.Ref, Token: u.token,
		Size: uint64(u.Size), Idle: uint64(idle.Milliseconds()),
	})
	return fileAdmitted{Ref: u.Ref, Token: u.token}
}

// results are what has become of a client's files. Those that are settled are
// told once; those of which nothing is known are left out.
func (s *uploads) results(client string, refs []string) []fileSettled {
	found := []fileSettled{}
	for _, u := range s.entries {
		if u.Client == client && slices.Contains(refs, u.Ref) {
			r := fileSettled{Ref: u.Ref, Type: u.Detected}
			if u.told = u.Done; !u.Done {
				r.Error = "in_progress"
			}
			found = append(found, r)
		}
	}
	s.settled = slices.DeleteFunc(s.settled, func(r result) bool {
		asked := r.client == client && slices.Contains(refs, r.Ref)
		if asked {
			found = append(found, r.fileSettled)
		}
		return asked
	})
	return found
}

// uploaded takes what the host says of a file.
func (s *server[S]) uploaded(m kernel.Uploaded) {
	all := s.ctx.uploads()
	if all == nil {
		return
	}
	i := slices.IndexFunc(all.entries, func(u *upload) bool { return u.Ref == m.Entry })
	if i < 0 {
		return // canceled or consumed in the meantime
	}
	u := all.entries[i]
	u.Received, u.Detected = int64(m.Received), m.Type
	switch {
	case m.Error != "":
		u.Err = UploadError(m.Error)
	case !looksLike(u.as, u.Detected):
		u.Err = ErrNotAccepted
	case m.Path != "":
		u.Done, u.path = true, m.Path
	}
	defer func() { // whatever Progress does, runtime.Goexit too
		var fault UploadError
		if errors.As(u.Err, &fault) {
			all.drop(u, fault)
		}
	}()
	if progress := all.allowed[u.Upload].Progress; progress != nil {
		_ = s.run("Progress", m.Client, "", func() error { return progress(u.copy()) })
	}
}
