/// Every control and every widget on the pages of a net/http program (e2e/site), by role and
/// label, in two browsers.

import { readFileSync } from "node:fs";
import { createServer, request, type IncomingMessage } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Locator, Page } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { expect, test, type Programs } from "./fixtures.ts";
import type { Served } from "./gokino.ts";
import { picture, wave } from "./media.ts";
import { root } from "./setup.ts";

const film = path.join(root, "testdata/notebooks/bounce.webm");

function site(programs: Programs, ...args: string[]): Promise<Served> {
  return programs.start("site", { args: ["-addr", "127.0.0.1:0", "-film", film, ...args] });
}

/// A section of the page.
function section(page: Page, name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

function heard(page: Page): Locator {
  return page.getByRole("group", { name: "What Go heard" });
}

/// Looks at all there is, as one who scrolls through the page.
async function seeAll(page: Page): Promise<void> {
  for (const region of await page.getByRole("region").all()) await region.scrollIntoViewIfNeeded();
  await expect(page.getByRole("img", { name: "A leads to B" })).toBeVisible();
  await expect(section(page, "Plot").getByRole("img", { name: "Moons" }).locator("svg")).toBeVisible();
  await expect(section(page, "Table").getByRole("row").nth(3)).toBeVisible();
}

/// What the page's policy would not have.
function refusals(page: Page): string[] {
  const found: string[] = [];
  page.on("console", (message) => /Content Security Policy/i.test(message.text()) && found.push(message.text()));
  return found;
}

test("controls: what one browser enters the other has, and Go hears it", async ({ page, other, programs }) => {
  test.slow();
  const { url } = await site(programs);
  const refused = refusals(page);
  for (const p of [page, other]) await p.goto(url);
  const here = section(page, "Inputs");
  const there = section(other, "Inputs");

  await page.getByRole("button", { name: "Press me" }).click();
  for (const p of [page, other]) await expect(heard(p)).toHaveText("pressed 1");

  const typed: [label: string, text: string, go: string][] = [
    ["Nick", "Ada", "Ada"],
    ["About you", "two\nlines", "two\nlines"],
    ["Secret word", "swordfish", "swordfish"],
    ["Home page", "https://go.dev", "https://go.dev"],
    ["Age", "36", "36"],
    ["Day", "2026-01-31", "2026-01-31 00:00:00 +0000 UTC"],
    ["Shade", "#ffaa00", "#ffaa00"],
  ];
  for (const [label, text, go] of typed) {
    const field = here.getByLabel(label, { exact: true });
    await field.fill(text);
    await field.blur();
    await expect(there.getByLabel(label, { exact: true })).toHaveValue(text);
    await expect(heard(other)).toHaveText(go);
  }
  await there.getByRole("slider", { name: "Level" }).fill("0.8");
  await expect(here.getByRole("slider", { name: "Level" })).toHaveValue("0.8");
  await there.getByRole("combobox", { name: "Size" }).selectOption("large");
  await expect(here.getByRole("combobox", { name: "Size" })).toHaveValue("1");
  await there.getByRole("radio", { name: "coffee" }).check();
  await expect(here.getByRole("radio", { name: "coffee" })).toBeChecked();
  await there.getByRole("group", { name: "Days" }).getByRole("checkbox", { name: "Tuesday" }).check();
  await expect(heard(page)).toHaveText("[Tuesday]");
  await there.getByRole("checkbox", { name: "I have read it" }).check();
  await expect(here.getByRole("checkbox", { name: "I have read it" })).toBeChecked();
  for (const label of ["Alarm", "Moment"]) {
    const value = label === "Alarm" ? "07:30" : "2026-02-01T08:15";
    await there.getByLabel(label).fill(value);
    await there.getByLabel(label).blur();
    await expect(here.getByLabel(label)).toHaveValue(value);
  }

  await here.getByLabel("Nick").fill("far too long a name");
  await here.getByLabel("Nick").press("Enter");
  await expect(here.getByLabel("Nick")).toHaveAccessibleDescription("Up to eight letters. Eight letters at most.");
  await expect(there.getByLabel("Nick")).toHaveValue("Ada");
  await page.reload();
  await expect(here.getByLabel("Nick")).toHaveValue("Ada");
  expect(refused).toEqual([]);
});

test("files, forms, keys and downloads on a page of a program", async ({ page, other, programs }) => {
  const { url } = await site(programs);
  const refused = refusals(page);
  for (const p of [page, other]) await p.goto(url);
  const files = section(page, "Files");
  await files.getByLabel("Texts", { exact: true }).setInputFiles([
    { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("one") },
    { name: "b.txt", mimeType: "text/plain", buffer: Buffer.from("two") },
  ]);
  await expect(heard(other)).toHaveText("a.txt one <nil>\nb.txt two <nil>");
  await expect(section(other, "Files").getByRole("listitem")).toHaveText(["a.txt, 3 bytes", "b.txt, 3 bytes"]);
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4z8AARAAI/gH/xp559wAAAABJRU5ErkJggg==", "base64");
  await files.getByLabel("Picture", { exact: true }).setInputFiles({ name: "red.png", mimeType: "image/png", buffer: png });
  await expect(heard(other)).toHaveText("40 × 20");

  const form = section(page, "Form").getByRole("form", { name: "An order" });
  await form.getByLabel("Cups").fill("12");
  await form.getByRole("button", { name: "Order" }).click();
  await expect(form.getByLabel("Name")).toBeFocused();
  await expect(form.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await form.getByLabel("Name").fill("Ada");
  await form.getByLabel("Cups").fill("2");
  await form.getByRole("checkbox", { name: "Milk" }).check();
  await form.getByRole("button", { name: "Order" }).click();
  await expect(heard(other)).toHaveText("{Name:Ada Cups:2 Drink:tea Milk:true Note:}");
  await expect(section(other, "Form").getByLabel("Name")).toHaveValue("");

  const keys = page.getByRole("button", { name: "Keyboard" });
  await keys.click();
  await page.keyboard.press("x");
  await expect(heard(other)).toHaveText("keydown x false");
  await expect(other.getByRole("button", { name: "Keyboard" })).toHaveAttribute("aria-pressed", "false");
  await section(page, "Inputs").getByLabel("Nick").click();
  await expect(keys).toHaveAttribute("aria-pressed", "false");

  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download some.txt" }).click();
  expect(readFileSync(await (await saved).path(), "utf8")).toBe("some text");
  expect(refused).toEqual([]);
});

test("files in a form are each visitor's own, and Enter in an input only sends its value", async ({ page, other, programs }) => {
  const { url } = await site(programs);
  const refused = refusals(page);
  const pushed: string[] = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => pushed.push(payload.toString("latin1"))));
  for (const p of [page, other]) await p.goto(url);
  const form = (p: Page) => section(p, "Application").getByRole("form", { name: "Apply" });
  await form(page).getByLabel("CV (required)", { exact: true }).setInputFiles({ name: "cv.txt", mimeType: "text/plain", buffer: Buffer.from("mine") });
  await form(page).getByLabel("Photo", { exact: true }).setInputFiles({ name: "red.png", mimeType: "image/png", buffer: picture });
  await form(page).getByLabel("Voice", { exact: true }).setInputFiles({ name: "a.wav", mimeType: "audio/wav", buffer: wave(8000, 0.5) });
  await expect(form(page).getByRole("img", { name: "Preview of red.jpeg" })).toBeVisible();
  await form(page).getByRole("button", { name: "Play a.wav" }).click();
  await expect.poll(() => form(page).getByLabel("a.wav", { exact: true }).evaluate((audio: HTMLAudioElement) => audio.duration)).toBe(0.5);
  await accessible(page, "section[aria-label=Application]");
  await expect(form(other).getByRole("listitem")).toHaveCount(0);
  await form(other).getByRole("button", { name: "Apply" }).click();
  await expect(form(other).getByLabel("CV (required)", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await form(page).getByRole("button", { name: "Apply" }).click();
  await expect(heard(other)).toHaveText(/^mine <nil> red.jpeg \(\d+ bytes\) a.wav \(8044 bytes\)$/);

  const nick = section(page, "Inputs").getByLabel("Nick", { exact: true });
  await nick.fill("Ada");
  await nick.press("Enter");
  await expect(heard(other)).toHaveText("Ada");
  await expect(nick).toHaveAccessibleDescription("Up to eight letters.");
  expect(pushed.some((frame) => frame.includes("change"))).toBe(true);
  expect(pushed.filter((frame) => frame.includes("readers"))).toEqual([]);
  expect(refused).toEqual([]);
});

test("things to look at: shared, or each browser's own, under a strict policy", async ({ page, other, programs }) => {
  test.slow();
  const { url } = await site(programs);
  const refused = refusals(page);
  for (const p of [page, other]) await p.goto(url);
  await seeAll(page);

  for (const n of [1, 2]) {
    await page.getByRole("button", { name: "A step" }).click();
    for (const p of [page, other]) await expect(p.getByRole("group", { name: "Steps" }).first()).toContainText(`step ${n}`);
  }
  await expect(page.getByRole("group", { name: "Steps" })).toContainText("made by you");
  await expect(other.getByRole("group", { name: "Steps" })).not.toContainText("made by you");
  for (const p of [page, other]) {
    await expect(p.getByRole("progressbar", { name: "Files" })).toHaveJSProperty("value", 2);
    await expect(p.getByRole("img", { name: "Points" }).locator(".mark-symbol.role-mark path")).toHaveCount(2);
  }
  const clock = section(page, "Animate").getByRole("group");
  const first = await clock.textContent();
  await expect(clock).not.toHaveText(first!);

  const layouts = section(page, "Layouts");
  await layouts.getByRole("tab", { name: "The frame" }).click();
  await expect(layouts.getByRole("tabpanel", { name: "The frame" })).toContainText("step 1");
  await expect(section(other, "Layouts").getByRole("tabpanel", { name: "Text" })).toHaveText("first");

  const texts = section(page, "Text");
  await expect(texts.getByRole("heading", { name: "A title" })).toBeVisible();
  await expect(texts.locator("math mfrac")).toBeVisible();
  await expect(texts.getByText("inverse")).not.toHaveCSS("background-color", "rgba(0, 0, 0, 0)");
  await expect(texts.getByText("it is broken")).toBeVisible();
  await expect(section(page, "Pictures").getByRole("img", { name: "Grey" })).toHaveJSProperty("naturalWidth", 64);
  await expect(section(page, "HTML").frameLocator("iframe").getByRole("status")).toHaveText("4");
  await expect(page.getByLabel("A ball that bounces")).toHaveJSProperty("videoWidth", 160);
  const sound = page.getByLabel("The note A");
  await sound.evaluate((player: HTMLAudioElement) => player.play());
  await expect.poll(() => sound.evaluate((player: HTMLAudioElement) => player.currentTime)).toBeGreaterThan(0);

  const table = section(page, "Table");
  await table.getByRole("columnheader", { name: "Value" }).click();
  await expect(table.getByRole("row").nth(1)).toContainText("0");
  await table.getByRole("searchbox").fill("station 0031");
  await expect(table.getByText("20 rows found")).toBeVisible();
  await section(other, "Table").scrollIntoViewIfNeeded();
  await expect(section(other, "Table").getByText("100,000 rows")).toBeVisible();
  const tree = section(page, "Tree").getByRole("tree");
  await tree.getByRole("treeitem", { name: /planets/ }).last().click();
  await expect(tree.getByText("Venus")).toBeVisible();

  await section(page, "Stats").scrollIntoViewIfNeeded();
  await expect(section(page, "Stats").getByRole("group", { name: "Heap" })).toContainText(/\d MB/);
  await section(page, "Screen").getByRole("button", { name: "More" }).click();
  await expect(section(page, "Screen")).toContainText("more: 1");
  await expect(section(other, "Screen")).toContainText("more: 0");
  const served = section(page, "Proxy").frameLocator("iframe");
  await served.getByRole("link", { name: "There" }).click();
  await expect(served.getByText("This is /there below /gokino/proxy/")).toBeVisible();
  await section(page, "Own").frameLocator("iframe").getByRole("button").click();
  await section(other, "Own").scrollIntoViewIfNeeded();
  await expect(section(other, "Own").frameLocator("iframe").getByRole("button")).toHaveText("clicked 1");
  expect(refused).toEqual([]);
});

test("a page's own style sheet does not get into the widgets", async ({ page, programs }) => {
  const { url } = await site(programs);
  await page.goto(`${url}hostile`);
  const nick = page.getByLabel("Nick");
  await expect(nick).toBeVisible();
  await expect(nick).toHaveCSS("background-color", "rgb(255, 255, 255)");
  await expect(nick).toHaveCSS("color", "rgb(35, 38, 43)");
  const label = page.getByText("Nick", { exact: true });
  const style = { "font-size": "14px", "letter-spacing": "normal", "text-transform": "none", "text-align": "start", "text-indent": "0px", "white-space-collapse": "collapse" };
  for (const [property, value] of Object.entries(style)) await expect(label).toHaveCSS(property, value);
  await expect(label).not.toHaveCSS("font-family", /fantasy/);
  await page.getByRole("button", { name: "Press me" }).click();
  await expect(heard(page)).toHaveText("pressed 1");
  await section(page, "Table").scrollIntoViewIfNeeded();
  await expect(section(page, "Table").getByRole("row").nth(3)).toBeVisible();
  await accessible(page, "gokino-widget");
});

test("a page chooses the colours of its widgets", async ({ page, programs }) => {
  const { url } = await site(programs);
  await page.goto(url);
  await page.evaluate(() => {
    const { style } = document.documentElement;
    style.setProperty("--gokino-accent", "rgb(0, 90, 0)");
    style.setProperty("--gokino-sans", "serif");
  });
  await expect(page.getByRole("button", { name: "Press me" })).toHaveCSS("background-color", "rgb(0, 90, 0)");
  await expect(page.getByRole("button", { name: "Press me" })).toHaveCSS("font-family", "serif");
});

test("two servers in one program, and a path that something in front takes away", async ({ page, programs }) => {
  const { url } = await site(programs, "-below", "/app");
  expect(url).toMatch(/\/app\/$/);
  await page.goto(`${url}second/`);
  const button = page.frameLocator("iframe").getByRole("button");
  await button.click();
  await expect(button).toHaveText("clicked 1");

  await page.goto(url);
  await page.getByRole("button", { name: "Press me" }).click();
  await expect(heard(page)).toHaveText("pressed 1");
  await section(page, "Files").getByLabel("Texts", { exact: true }).setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("one") });
  await expect(heard(page)).toHaveText("a.txt one <nil>");
  for (const name of ["Pictures", "Own", "Proxy"]) await section(page, name).scrollIntoViewIfNeeded();
  await expect(section(page, "Own").frameLocator("iframe").getByRole("button")).toHaveText("clicked 0"); // the other server's is another
  await expect(section(page, "Proxy").frameLocator("iframe").getByText("This is / below /app/gokino/proxy/")).toBeVisible();
  await section(page, "Pictures").scrollIntoViewIfNeeded();
  await expect(page.getByRole("img", { name: "A leads to B" })).toBeVisible();
});

test("behind another server that passes Host on, and what is said behind one that does not", async ({ page, programs }) => {
  const { port } = await site(programs, "-below", "/app");
  for (const keepHost of [true, false]) {
    const front = await inFront(port, keepHost);
    await page.goto(`http://127.0.0.1:${front.port}/app/`);
    if (keepHost) {
      await page.getByRole("button", { name: "Press me" }).click();
      await expect(heard(page)).toHaveText("pressed 1");
    } else {
      const answer = await page.evaluate(async () => (await fetch("gokino/upload/x", { method: "PUT" })).text());
      expect(answer).toContain("has to pass the Host header on");
    }
    await front.close();
  }
});

/// A server in front of a program, as people write one.
async function inFront(port: number, keepHost: boolean): Promise<{ port: number; close(): Promise<void> }> {
  const ask = (from: IncomingMessage) => {
    const headers = { ...from.headers, ...(keepHost ? {} : { host: `127.0.0.1:${port}` }) };
    return from.pipe(request({ port, method: from.method, path: from.url, headers }));
  };
  const server = createServer((from, to) => {
    ask(from).on("response", (answer) => {
      to.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(to);
    });
  });
  server.on("upgrade", (from, socket) => {
    const asked = ask(from);
    asked.on("upgrade", (answer, far) => {
      const head = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${head.join("")}\r\n`);
      far.pipe(socket).pipe(far);
      for (const end of [far, socket]) end.on("error", () => undefined);
    });
    asked.on("response", () => socket.destroy());
    asked.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test("a program that was started anew says so in each widget's place", async ({ page, programs }) => {
  const served = await site(programs);
  await page.goto(served.url);
  await page.getByRole("button", { name: "Press me" }).click();
  await expect(heard(page)).toHaveText("pressed 1");
  await page.getByRole("button", { name: "Press me" }).focus();
  await served.kill();
  const again = await programs.start("site", { args: ["-addr", `127.0.0.1:${served.port}`, "-film", film] });
  await expect(section(page, "Buttons").getByText(/^No longer available/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Press me", includeHidden: true })).toBeVisible();
  // Forty widgets end: one who listens hears of the one that was in use.
  await expect(page.locator(".gk-view[data-state=gone]")).not.toHaveCount(1);
  await expect(page.locator(".gk-view[data-state=gone] > [aria-live=polite]")).toHaveCount(1);
  await page.goto(again.url);
  await page.getByRole("button", { name: "Press me" }).click();
  await expect(heard(page)).toHaveText("pressed 1");
});

test("what is far below the window can be found, and all is printed", async ({ page, programs }) => {
  const { url } = await site(programs);
  await page.setViewportSize({ width: 800, height: 300 });
  await page.goto(url);
  const far = page.getByRole("progressbar", { name: "Files" });
  await expect(far).toBeAttached();
  await expect(far).not.toBeInViewport();
  await expect(section(page, "Layouts").getByRole("tab", { name: "Grid" })).toBeAttached();
  await expect(section(page, "Table").getByRole("grid")).toHaveCount(0); // costs more
  await page.pdf();
  await expect(section(page, "Table").getByRole("grid")).toBeAttached();
  await expect(section(page, "Stats").getByRole("group", { name: "Heap" })).toBeAttached();
});

test("a diagram is as light as its page, whatever the system is", async ({ page, programs }) => {
  const { url } = await site(programs);
  const colours = async (system: "light" | "dark") => {
    await page.emulateMedia({ colorScheme: system });
    await page.goto(url);
    await section(page, "Pictures").scrollIntoViewIfNeeded();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as SVG" }).first().click();
    return readFileSync(await (await saved).path(), "utf8").match(/#[0-9a-f]{3,6}\b|rgb[^)]*\)|hsl[^)]*\)/gi);
  };
  const light = await colours("light");
  expect(await colours("dark")).not.toEqual(light);
  await page.addInitScript(() => document.addEventListener("readystatechange", () => (document.documentElement.style.colorScheme = "light")));
  expect(await colours("dark")).toEqual(light);
});
