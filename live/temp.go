package live

// TempAssign names what of the state is forgotten: forget is called after each
// callback, once clients have been told what changed, and sets it back, to values
// it makes anew. Setting back is not a change that clients are told of: they keep
// what they got, and what a callback puts there next is sent even if it equals
// what was there before. A view that is shown later does not get it.
//
// There is one such function, usually set in Init; a later one takes its place,
// nil ends it. As temporary_assigns of Phoenix LiveView.
func (c *Context[S]) TempAssign(forget func(*S)) { c.temp = forget }

// forget forgets what is temporary.
func (s *server[S]) forget() {
	if s.ctx.temp == nil {
		return
	}
	err := s.guard("TempAssign", "", "", func() error {
		s.ctx.temp(&s.ctx.Assigns)
		return nil
	})
	if err != nil {
		s.ctx.temp = nil // it was reported; it would fail each time
	}
	_ = s.ctx.changedModel() // clients keep what they have
}
