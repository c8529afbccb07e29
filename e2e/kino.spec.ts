/// Kino's own widgets, their JavaScript unchanged, against ctx as gokino makes it. Their
/// server halves are played by ./kino. The assets are not part of gokino:
/// GOKINO_KINO_ASSETS names the folder lib/assets of a checkout of Kino.

import { readFileSync } from "node:fs";
import type { Download, FrameLocator, Locator, Page } from "@playwright/test";
import { expect, test as base } from "./fixtures.ts";

const assets = process.env["GOKINO_KINO_ASSETS"] ?? "";

interface Kino {
  /// Shows a widget in two browsers: its frame in each.
  show(name: string): Promise<[mine: FrameLocator, theirs: FrameLocator]>;
  cast(name: string, message: string): Promise<void>;
}

const test = base.extend<{ kino: Kino }>({
  kino: async ({ page, other, programs }, use) => {
    const served = await programs.start("kino", { args: [assets, "127.0.0.1:0"] });
    for (const p of [page, other]) {
      await p.route(/fonts\.(googleapis|gstatic)\.com/, (route) => route.abort()); // as without a network
    }
    await use({
      show: async (name) => {
        for (const p of [page, other]) await p.goto(`${served.url}/${name}`);
        return [frame(page), frame(other)];
      },
      cast: async (name, message) => void (await page.request.post(`${served.url}/${name}`, { data: message })),
    });
    // Nothing any of them did was reported as wrong.
    for (const p of [page, other]) {
      await expect(frame(p).getByRole("alert")).toHaveText("");
      await expect(p.locator("[data-failure], [data-fault]")).toHaveCount(0);
    }
  },
});

test.skip(assets === "", "GOKINO_KINO_ASSETS names no folder");

function frame(page: Page): FrameLocator {
  return page.frameLocator("iframe");
}

async function bytes(download: Download): Promise<number[]> {
  return [...readFileSync(await download.path())];
}

test("Kino.HTML: markup is shown and its scripts run in order", async ({ kino }) => {
  for (const widget of await kino.show("html")) await expect(widget.getByRole("heading")).toHaveText("first, second");
});

test("Kino.Download: a click gives a file to the one who clicked", async ({ kino, page, other }) => {
  const [mine] = await kino.show("download");
  let theirs = 0;
  other.on("download", () => theirs++);
  for (let i = 0; i < 2; i++) {
    const [download] = await Promise.all([page.waitForEvent("download"), mine.getByRole("button", { name: "Binary data" }).click()]);
    expect(download.suggestedFilename()).toBe("data.bin");
    expect(await bytes(download)).toEqual([0, 1, 255]);
  }
  await expect(mine.getByRole("button")).toHaveCSS("display", /flex/); // main.css came
  expect(theirs).toBe(0);
});

test("Kino.Audio: the sound is there, plays and pauses when it is told to", async ({ kino, page }) => {
  const [mine, theirs] = await kino.show("audio");
  const get = (widget: FrameLocator, key: "duration" | "paused") => widget.locator("audio").evaluate((audio, k) => (audio as HTMLAudioElement)[k], key);
  for (const widget of [mine, theirs]) await expect.poll(() => get(widget, "duration")).toBeCloseTo(0.5, 2);
  await page.mouse.click(5, 5); // browsers play sound only where somebody has been
  await page.locator("body").press("a");
  await kino.cast("audio", "play");
  await expect.poll(() => get(mine, "paused")).toBe(false);
  await kino.cast("audio", "pause");
  await expect.poll(() => get(mine, "paused")).toBe(true);
});

test("Kino.Video: the bytes are there as they were sent", async ({ kino }) => {
  for (const widget of await kino.show("video")) {
    const video = widget.locator("video");
    await expect(video).toHaveAttribute("src", `data:video/mp4;base64,${Buffer.from([0, 1, 2, 255]).toString("base64")}`);
    await expect(video).toHaveAttribute("loop");
  }
});

test("Kino.Tree: a press opens a branch, here only", async ({ kino }) => {
  const [mine, theirs] = await kino.show("tree");
  await expect(mine.getByText('addresses: [...],', { exact: false }).or(mine.getByText("[...]"))).toBeVisible();
  await mine.getByText("addresses:").click();
  await expect(mine.getByText("%{...}")).toBeVisible();
  await mine.getByText("%{...}").click();
  await expect(mine.getByText('"Kraków"')).toBeVisible();
  await expect(theirs.getByText('"Kraków"')).toHaveCount(0);
  await expect(mine.getByText('"Kraków"')).toHaveCSS("white-space", "pre"); // main.css came
});

/// The cell of a table that is drawn on a canvas, as assistive technology reads it.
function cell(widget: FrameLocator, column: number, row: number): Locator {
  return widget.locator(`canvas [role=gridcell][aria-colindex="${column}"]`).nth(row);
}

test("Kino.DataTable: pages, order and limit are everybody's", async ({ kino, page }) => {
  const [mine, theirs] = await kino.show("data_table");
  for (const widget of [mine, theirs]) {
    await expect(widget.getByRole("heading", { name: "Cities" })).toBeVisible();
    await expect(widget.getByText("25 entries")).toBeVisible();
    await expect(cell(widget, 2, 0)).toHaveText("city Z");
  }
  await mine.getByRole("button", { name: "Next" }).click();
  for (const widget of [mine, theirs]) {
    await expect(widget.getByText("2 of 3")).toBeVisible();
    await expect(cell(widget, 2, 0)).toHaveText("city P");
  }
  await theirs.getByRole("combobox").last().selectOption("20");
  for (const widget of [mine, theirs]) await expect(widget.getByText("1 of 2")).toBeVisible();

  const grid = (await mine.locator("canvas").first().boundingBox())!;
  await page.mouse.click(grid.x + 130, grid.y + 22); // the head of the second column
  await mine.getByText("Sort: ascending").click();
  for (const widget of [mine, theirs]) await expect(cell(widget, 2, 0)).toHaveText("city B");

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    mine.getByRole("combobox").first().selectOption("CSV"),
  ]);
  expect(String.fromCharCode(...(await bytes(download)))).toBe("id,name\n");
});

test("Kino.Mermaid: a diagram is drawn, with what it imports while it runs, and can be saved", async ({ kino, page }) => {
  const [mine] = await kino.show("mermaid");
  await expect(mine.getByRole("figure").getByText("Three steps")).toBeVisible();
  await expect(mine.locator("figure > svg .node")).toHaveCount(3);
  await mine.getByRole("figure").hover();
  const [download] = await Promise.all([page.waitForEvent("download"), mine.getByTitle("Download").click()]);
  expect(download.suggestedFilename()).toBe("diagram.svg");
  expect(String.fromCharCode(...(await bytes(download)))).toContain("<svg");
});

test("Kino.Debug, a pipeline: steps are selected, switched off, fail and move", async ({ kino, page }) => {
  const [mine, theirs] = await kino.show("debug_pipeline");
  const step = (widget: FrameLocator, source: string) => widget.getByText(source, { exact: true });
  const split = "|> String.split()";
  await step(mine, split).click();
  for (const widget of [mine, theirs]) await expect(widget.locator(".text-blue-600")).toContainText(split);

  await mine.getByRole("checkbox").nth(2).click();
  await expect(theirs.getByRole("checkbox").nth(2)).not.toBeChecked();
  await expect(theirs.getByText("Copy new pipeline")).toBeVisible();
  await mine.getByRole("checkbox").nth(2).click();
  await expect(theirs.getByText("Copy new pipeline")).toHaveCount(0);

  await mine.getByRole("checkbox").first().click();
  await expect(theirs.getByText("** (FunctionClauseError)")).toBeVisible();

  const from = (await step(mine, "|> List.first()").boundingBox())!;
  const to = (await step(mine, split).boundingBox())!;
  await page.mouse.move(from.x + 5, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(to.x + 5, to.y + 20, { steps: 5 });
  await page.mouse.move(to.x + 5, to.y + 5, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => theirs.locator(".whitespace-pre-wrap").allTextContents().then((all) => all.indexOf("|> List.first()") < all.indexOf(split))).toBe(true);
});

test("Kino.Debug: a call is counted", async ({ kino }) => {
  const [mine, theirs] = await kino.show("debug_default");
  for (const widget of [mine, theirs]) await expect(widget.getByText("dbg(x + 1)")).toBeVisible();
  await kino.cast("debug_default", "call");
  for (const widget of [mine, theirs]) await expect(widget.getByText("showing first out of 2 calls")).toBeVisible();
});

test("Kino.RemoteExecutionCell: fields are everybody's", async ({ kino }) => {
  const [mine, theirs] = await kino.show("remote");
  const field = (widget: FrameLocator, name: string) => widget.locator(`[name=${name}]`);
  await field(mine, "node_text").fill("node@host");
  await field(mine, "assign_to").fill("result");
  await field(mine, "assign_to").blur();
  await expect(field(theirs, "node_text")).toHaveValue("node@host");
  await field(theirs, "cookie_variable").selectOption("cookie");
  for (const widget of [mine, theirs]) {
    await expect(field(widget, "assign_to")).toHaveValue("result");
    await expect(field(widget, "cookie_variable")).toHaveValue("cookie");
  }
});

test("KinoDocs.LiveHTML: a cast replaces the content everywhere", async ({ kino }) => {
  const [mine, theirs] = await kino.show("livehtml");
  for (const widget of [mine, theirs]) await expect(widget.locator("b")).toHaveText("one");
  await kino.cast("livehtml", "<i>two</i>");
  for (const widget of [mine, theirs]) await expect(widget.locator("#root")).toHaveText("two");
});

test("KinoDocs.Binary: a pair of information and an ArrayBuffer, both ways", async ({ kino, page }) => {
  const logged: Promise<unknown[]>[] = [];
  page.on("console", (message) => {
    const said = message.args().map((value) => value.evaluate((v) => (typeof v === "string" ? v : [v[0], v[1] instanceof ArrayBuffer, ...new Uint8Array(v[1])])));
    logged.push(Promise.all(said));
  });
  await kino.show("binary");
  const want = [["initial data", [{ message: "hello" }, true, 1, 2]], ["event data", [{ message: "pong" }, true, 1, 2, 4, 250]]];
  await expect.poll(async () => (await Promise.all(logged)).slice(0, 2)).toEqual(want);
});

test("KinoDocs.SmartCell.Plain: what is typed is the others' too", async ({ kino }) => {
  const [mine, theirs] = await kino.show("plain");
  for (const widget of [mine, theirs]) await expect(widget.getByRole("textbox")).toHaveValue("x = 1");
  await mine.getByRole("textbox").fill("x = 2");
  await mine.getByRole("textbox").blur();
  await expect(theirs.getByRole("textbox")).toHaveValue("x = 2");
});
