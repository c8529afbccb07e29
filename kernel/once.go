package kernel

// Once is what create makes the first time that the scope is asked for key, and the
// same each time after that, until the scope closes. Keys are of types of the caller's
// own, as those of [context.WithValue]. Create is called with a lock held: it makes a
// value and nothing else of the scope's.
func (s *Scope) Once(key any, create func() any) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.once[key]
	if !ok {
		v = create()
		if s.once == nil {
			s.once = map[any]any{}
		}
		s.once[key] = v
	}
	return v
}
