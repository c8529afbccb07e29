package notebook

// Raw is c as the file holds it, for tests.
func Raw(c *Cell) (raw, after string) { return c.file.raw, c.file.after }
