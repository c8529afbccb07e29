package jsassets

import (
	"fmt"
	"strings"
)

// AnyWidget makes assets of an anywidget: its front-end module, as anywidget's
// _esm, and its style sheet, as _css; "" is none. Either may be the text itself or
// a URL that begins with http:// or https://. The module runs as it is.
//
// Modules that consist of several files are assets by [FS]; what the entry
// exports says which kind of module it is.
func AnyWidget(esm, css string) Assets {
	files := map[string][]byte{}
	module, err := locate(files, "widget.js", esm)
	style := ""
	if css != "" && err == nil {
		var at string
		at, err = locate(files, "widget.css", css)
		style = fmt.Sprintf(styled, at)
	}
	files[DefaultEntry] = fmt.Appendf(nil, stub, module, style)
	a := build(DefaultEntry, files)
	if err != nil {
		a.err = err
	}
	return a
}

// stub is the entry: the module as it is, once its style sheet is there.
const (
	stub = `import * as widget from %q;
%sexport default widget.default ?? widget;
`
	styled = `const style = document.createElement("link");
style.rel = "stylesheet";
style.href = new URL(%q, import.meta.url).href;
await new Promise((resolve, reject) => {
  style.onload = resolve;
  style.onerror = () => reject(new Error("the style sheet " + style.href + " could not be loaded"));
  document.head.append(style);
});
`
)

// locate is where a text can be loaded from; it becomes a file unless it is a URL.
func locate(files map[string][]byte, name, text string) (at string, err error) {
	if !strings.HasPrefix(text, "http://") && !strings.HasPrefix(text, "https://") {
		files[name] = []byte(text)
		return "./" + name, nil
	}
	for _, r := range text {
		if r <= ' ' || r == '\\' || r == 0x7f {
			return "", fmt.Errorf("jsassets: %.60q begins as a URL and is none", text)
		}
	}
	return text, nil
}
