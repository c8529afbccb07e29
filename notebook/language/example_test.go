package language_test

import (
	"fmt"

	"github.com/gokino/gokino/notebook/language"
)

// Without a toolchain a service has nothing to say of cells; what needs none
// works all the same.
func ExampleService_Format() {
	s := language.New(language.Options{})
	defer s.Close()
	edits, err := s.Format("x:=1\nx+1")
	fmt.Println(edits, err)
	// Output: [{1 1  } {3 3  } {6 6  } {7 7  }] <nil>
}
