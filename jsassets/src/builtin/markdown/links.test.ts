import assert from "node:assert/strict";
import { test } from "node:test";
import { safeImage, safeLink } from "./links.ts";

test("links lead to the web, to mail and to places beside", () => {
  for (const address of ["https://go.dev", "HTTP://x", "mailto:a@b", "#part", "other.md", "/path?a:b", "./a:b", "?q=a:b", ""]) {
    assert.equal(safeLink(address), address);
  }
});

test("links that run something lead nowhere", () => {
  for (const address of [
    "javascript:alert(1)", "JavaScript:alert(1)", " javascript:1", "java\nscript:1", "java\tscript:1", "\x01javascript:1",
    "vbscript:1", "data:text/html,x", "file:///etc/passwd", "blob:x", "view-source:x", "x:y",
  ]) {
    assert.equal(safeLink(address), null, JSON.stringify(address));
  }
});

test("pictures come from the web or are data of pictures that run nothing", () => {
  assert.equal(safeImage("https://go.dev/a.png"), "https://go.dev/a.png");
  assert.equal(safeImage("data:image/png;base64,AA"), "data:image/png;base64,AA");
  for (const address of ["data:image/svg+xml;base64,AA", "data:text/html,x", "javascript:1", "mailto:a@b", "#x"]) {
    assert.equal(safeImage(address), null, address);
  }
});
