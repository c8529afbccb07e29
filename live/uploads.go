package live

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gokino/gokino/kernel"
)

// uploads are the files of a widget's clients. They belong to the widget's line of
// callbacks.
type uploads struct {
	widget  *Widget
	allowed map[string]UploadOptions
	entries []*upload // as they were admitted
	settled []result  // what has become of files whose clients have not asked yet
}

// upload is one file, from the time it is granted until it is consumed or failed.
type upload struct {
	UploadEntry
	as    string // what it was accepted as
	token string
	path  string // of the whole file
	told  bool   // the client knows that it is there
}

// result is what a client learns of its file in the end.
type result struct {
	client string
	fileSettled
}

// maxSettled bounds the results kept: a page asks as soon as it has sent a file.
const maxSettled = 1024

// AllowUpload lets clients send files under a name, by ctx.upload(name, files) in
// JavaScript. Called again it changes the options; that is ErrUploadActive while
// there are files. It is for callbacks only, Init among them. As
// Phoenix.LiveView.allow_upload.
func (c *Context[S]) AllowUpload(name string, o UploadOptions) error {
	if err := o.check(); err != nil {
		return fmt.Errorf("live: allowing the upload %q: %w", name, err)
	}
	st := c.atStage()
	if st.uploads == nil {
		st.uploads = &uploads{widget: c.widget, allowed: map[string]UploadOptions{}}
	}
	if len(c.uploads().of(name, "")) > 0 {
		return fmt.Errorf("live: allowing %q again: %w", name, ErrUploadActive)
	}
	c.uploads().allowed[name] = o.withDefaults()
	return nil
}

// CancelUpload ends a file that is being sent, or drops one that is there. In a
// callback that a client caused, only that client's files are there to cancel. As
// Phoenix.LiveView.cancel_upload.
func (c *Context[S]) CancelUpload(name, ref string) error {
	all, err := c.filesOf(name)
	if err != nil {
		return err
	}
	for _, u := range all {
		if u.Ref == ref {
			c.uploads().drop(u, ErrCanceled)
			return nil
		}
	}
	return fmt.Errorf("live: canceling %s of %q: %w", ref, name, ErrNoEntry)
}

// UploadedEntries are the files of an upload that are there, and those that are
// still being sent, as they were admitted: those of the client that caused the
// callback, of all clients where none did. Both are nil for an unknown name. As
// Phoenix.LiveView.uploaded_entries.
func (c *Context[S]) UploadedEntries(name string) (completed, inProgress []*UploadEntry) {
	all, _ := c.filesOf(name)
	for _, u := range all {
		if u.Done {
			completed = append(completed, u.copy())
		} else {
			inProgress = append(inProgress, u.copy())
		}
	}
	return completed, inProgress
}

// ConsumeUploadedEntries calls consume for each file of an upload, one after the
// other, and drops it, and its temporary file, where that returns nil. A file is
// kept where it returns an error; all but [ErrPostpone] are returned, joined. While
// files are still being sent nothing is consumed and the error is ErrInProgress.
//
// The files are those of the client that caused the callback, of all clients where
// none did. As Phoenix.LiveView.consume_uploaded_entries.
func (c *Context[S]) ConsumeUploadedEntries(name string, consume func(UploadMeta, *UploadEntry) error) error {
	all, err := c.filesOf(name)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(u *upload) bool { return !u.Done }) {
		return fmt.Errorf("live: consuming %q: %w", name, ErrInProgress)
	}
	var errs []error
	for _, u := range all {
		errs = append(errs, c.uploads().consume(u, consume))
	}
	return errors.Join(errs...)
}

// ConsumeUploadedEntry is [Context.ConsumeUploadedEntries] for one file that is
// there, while others may still be sent: in [UploadOptions.Progress], say.
func (c *Context[S]) ConsumeUploadedEntry(entry *UploadEntry, consume func(UploadMeta) error) error {
	all, err := c.filesOf(entry.Upload)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(u *upload) bool { return u.Ref == entry.Ref })
	switch {
	case i < 0:
		return fmt.Errorf("live: consuming %s: %w", entry.Ref, ErrNoEntry)
	case !all[i].Done:
		return fmt.Errorf("live: consuming %s: %w", entry.Ref, ErrInProgress)
	}
	return c.uploads().consume(all[i], func(m UploadMeta, _ *UploadEntry) error { return consume(m) })
}

// Consume is [Context.ConsumeUploadedEntries] with a value for each file. Values of
// files that are kept are left out.
func Consume[T, S any](c *Context[S], name string, consume func(UploadMeta, *UploadEntry) (T, error)) (values []T, err error) {
	err = c.ConsumeUploadedEntries(name, func(m UploadMeta, e *UploadEntry) error {
		v, err := consume(m, e)
		if err == nil {
			values = append(values, v)
		}
		return err
	})
	return values, err
}

// filesOf are the files of an upload that the callback is about.
func (c *Context[S]) filesOf(name string) ([]*upload, error) {
	if c.uploads() != nil {
		if _, allowed := c.uploads().allowed[name]; allowed {
			return c.uploads().of(name, c.origin), nil
		}
	}
	return nil, fmt.Errorf("live: %q: %w", name, ErrNoUpload)
}

func (u *upload) copy() *UploadEntry {
	e := u.UploadEntry
	return &e
}

// of are the files of an upload and a client, of all clients with "".
func (s *uploads) of(name, client string) (all []*upload) {
	for _, u := range s.entries {
		if u.Upload == name && (client == "" || u.Client == client) {
			all = append(all, u)
		}
	}
	return all
}

func (s *uploads) consume(u *upload, f func(UploadMeta, *UploadEntry) error) error {
	err := f(UploadMeta{Path: u.path}, u.copy())
	switch {
	case err == nil:
		s.drop(u, "")
	case errors.Is(err, ErrPostpone):
		return nil
	default:
		return fmt.Errorf("live: consuming %s: %w", u.Name, err)
	}
	return nil
}

// drop forgets a file and has the host remove it. Its client, if it has not done
// so yet, may ask what has become of it.
func (s *uploads) drop(u *upload, fault UploadError) {
	i := slices.Index(s.entries, u)
	if i < 0 {
		return // dropped by the function that consumed it
	}
	s.entries = slices.Delete(s.entries, i, i+1)
	if len(s.settled) >= maxSettled {
		s.settled = slices.Delete(s.settled, 0, maxSettled/4)
	}
	if !u.told {
		message := s.allowed[u.Upload].explain(fault, u.UploadEntry)
		s.settled = append(s.settled, result{u.Client, fileSettled{u.Ref, u.Detected, string(fault), message}})
	}
	s.widget.kernel.Emit(kernel.Revoke{Ref: s.widget.view.Ref, Token: u.token})
}

// leave drops the files of a client that is gone, of all clients with "". A nil
// receiver has none.
func (s *uploads) leave(client string) {
	if s == nil {
		return
	}
	for _, u := range slices.Clone(s.entries) {
		if client == "" || u.Client == client {
			s.drop(u, ErrCanceled)
		}
	}
	s.settled = slices.DeleteFunc(s.settled, func(r result) bool { return client == "" || r.client == client })
}
