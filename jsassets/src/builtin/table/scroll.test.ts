import assert from "node:assert/strict";
import { test } from "node:test";
import { Scroll, tallest } from "./scroll.ts";

test("a list that fits is scrolled as it is", () => {
  const scroll = new Scroll(30_000, 300);
  assert.equal(scroll.height, 30_000);
  for (const top of [0, 17, 9000, 29_700]) {
    scroll.moved(top);
    assert.deepEqual([scroll.top, scroll.offset], [top, 0]);
  }
  assert.equal(scroll.to(99_999), 29_700);
});

test("in a long list small movements are exact and jumps go to the same share", () => {
  const full = 30 * 10_000_000;
  const scroll = new Scroll(full, 300);
  assert.equal(scroll.height, tallest);
  scroll.moved(100);
  assert.equal(scroll.top, 100);
  scroll.moved((tallest - 300) / 2);
  assert.equal(scroll.top, (full - 300) / 2);
  const middle = scroll.top;
  scroll.moved((tallest - 300) / 2 + 120);
  assert.equal(scroll.top, middle + 120);
  scroll.moved((tallest - 300) / 2 - 30);
  assert.equal(scroll.top, middle - 30);
});

test("both ends are reached", () => {
  const full = 30 * 1_000_000;
  const scroll = new Scroll(full, 300);
  scroll.moved(tallest - 300);
  assert.equal(scroll.top, full - 300);
  scroll.moved(tallest - 300 - 50);
  assert.equal(scroll.top, full - 350);
  scroll.moved(0);
  assert.equal(scroll.top, 0);
});

test("a place has the scrollbar's position that leads to it", () => {
  const full = 30 * 1_000_000;
  const scroll = new Scroll(full, 300);
  for (const top of [0, 1234, 14_000_000, full - 300]) {
    const at = scroll.to(top);
    assert.equal(scroll.top, top);
    assert.ok(at >= 0 && at <= tallest - 300, String(at));
    scroll.moved(at);
    assert.equal(scroll.top, top, "the event of one's own scrolling changes nothing");
  }
});

test("a shorter list does not leave the place beyond its end", () => {
  const scroll = new Scroll(30_000, 300);
  scroll.moved(20_000);
  scroll.resize(3000, 300);
  assert.equal(scroll.top, 2700);
  scroll.resize(0, 300);
  assert.deepEqual([scroll.top, scroll.height], [0, 0]);
});
