import assert from "node:assert/strict";
import { test } from "node:test";
import { localDateTime, localTime, utcDateTime, utcTime } from "./clock.ts";
import { reason } from "./device.ts";
import { layout, stem } from "./picture.ts";
import { floats, playable, wave } from "./sound.ts";

test("a picture comes to its size in four ways, or keeps it", () => {
  const source = { width: 200, height: 100 };
  const to = (fit?: "" | "match" | "pad" | "crop") => layout(source, { width: 50, height: 50, fit });
  assert.deepEqual(layout(source, {}), { width: 200, height: 100, place: [0, 0, 200, 100] });
  assert.deepEqual(to(), { width: 50, height: 25, place: [0, 0, 50, 25] });
  assert.deepEqual(to("match"), { width: 50, height: 50, place: [0, 0, 50, 50] });
  assert.deepEqual(to("pad"), { width: 50, height: 50, place: [0, 12.5, 50, 25] });
  assert.deepEqual(to("crop"), { width: 50, height: 50, place: [-25, 0, 100, 50] });
  assert.deepEqual(layout({ width: 10_000, height: 1 }, { width: 10, height: 10 }).height, 1);
});

test("names lose their ending", () => {
  assert.deepEqual(["a.b.png", "a", ".png", ""].map(stem), ["a.b", "a", "file", "file"]);
});

test("samples are written channel by channel", () => {
  const channels = [new Float32Array([0.5, -2]), new Float32Array([0, 1])];
  assert.deepEqual([...new Float32Array(floats(channels))], [0.5, 0, -2, 1]);
  const view = new DataView(wave(channels, 8000));
  assert.equal(view.byteLength, 44 + 8);
  assert.equal(Buffer.from(view.buffer).toString("latin1", 0, 4), "RIFF");
  assert.equal(view.getUint32(24, true), 8000);
  assert.deepEqual([44, 46, 48, 50].map((at) => view.getInt16(at, true)), [16384, 0, -32768, 32767]);
});

test("times go to the local zone and back", () => {
  for (const utc of ["2026-01-31T12:30Z", "2026-07-01T00:00Z"]) assert.equal(utcDateTime(localDateTime(utc)), utc);
  for (const utc of ["00:00", "12:30", "23:59"]) assert.equal(utcTime(localTime(utc)), utc);
});

test("floats are played as a file of 16-bit samples", async () => {
  const data = new Uint8Array(floats([new Float32Array([0.5, -1]), new Float32Array([0, 1])]));
  const blob = playable(data, { kind: "audio", label: "", value: null, format: "f32" }, { channels: 2, rate: 8000 });
  const view = new DataView(await blob.arrayBuffer());
  assert.equal(view.getUint32(24, true), 8000);
  assert.deepEqual([44, 46, 48, 50].map((at) => view.getInt16(at, true)), [16384, 0, -32768, 32767]);
  assert.equal(playable(data, { kind: "audio", label: "", value: null }, {}).size, data.length);
});

test("why a device does not open is said in words", () => {
  const names = ["NotAllowedError", "NotFoundError", "NotReadableError", "OddError"];
  assert.deepEqual(names.map((name) => reason("camera", name)), [
    "The camera may not be used: allow it in the browser's settings for this page.",
    "There is no camera.",
    "The camera does not work, or another program uses it.",
    "The camera cannot be used (OddError).",
  ]);
});
