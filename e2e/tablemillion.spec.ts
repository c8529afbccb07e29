/// A million rows, as a person uses them, and what that takes. GOKINO_FIGURES=1 prints it
/// (`make measure-table`).

import { readFileSync } from "node:fs";
import { expect, test } from "./fixtures.ts";
import { millionRows as rows, notebook } from "./sources.ts";

const table = `table := widget.NewTable(rows, widget.TableOptions{Name: "Readings"})
table`;

/// Resident megabytes of a process.
function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
}

test("a million rows take what a few lists of their numbers take", async ({ open, page }) => {
  let received = 0;
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => (received += payload.length)));
  const here = await open(notebook(rows, table));
  await here.code(1).run();
  const pid = here.notebook.served.runtime();
  const before = resident(pid);
  await here.code(2).run();
  const grid = page.getByRole("grid", { name: "Readings" });
  const said: string[] = [`the rows: ${before.toFixed(0)} MB`];

  /// Does something, waits for what must be seen, and notes how long it took and what came.
  const step = async (name: string, act: () => Promise<unknown>, seen: () => Promise<unknown>) => {
    const [bytes, start] = [received, performance.now()];
    await act();
    await seen();
    said.push(`${name}: ${(performance.now() - start).toFixed(0)} ms, ${((received - bytes) / 1024).toFixed(0)} KB, ${resident(pid).toFixed(0)} MB`);
    return received - bytes;
  };
  const heading = (name: string) => page.getByRole("columnheader", { name });
  // Looked at in each frame of the page: what a test retries it looks at once a second.
  const cell = (row: number, column: number, text: string) =>
    page.waitForFunction(
      ([row, column, text]) => document.querySelectorAll(`[data-row="${row}"] [role=gridcell]`)[column as number]?.textContent === text,
      [row, column, text],
    );
  const counted = (text: string) => page.waitForFunction((text) => [...document.querySelectorAll(".gk-table-count")].some((element) => element.textContent === text), text);
  const search = (text: string) => page.getByRole("searchbox", { name: "Search" }).fill(text);

  await step("shown", async () => undefined, () => cell(0, 0, "0"));
  for (const index of [500_000, 999_999, 250_000]) {
    const bytes = await step(
      `scrolled to row ${index}`,
      () => grid.evaluate((element, share) => (element.scrollTop = share * (element.scrollHeight - element.clientHeight)), index / 999_999),
      () => page.waitForFunction((index) => {
        const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].filter((row) => Math.abs(Number(row.dataset["row"]) - index) < 30);
        return rows.length > 5 && rows.every((row) => row.firstElementChild!.textContent === row.dataset["row"]);
      }, index),
    );
    expect(bytes).toBeLessThan(40_000);
  }
  await step("ordered by a float", () => heading("Value").click(), () => cell(1, 1, "0.001"));
  await step("ordered by text", () => heading("Station").click(), () => cell(7, 0, "35000"));
  await step("searched for text", () => search("station 0031"), () => counted("200 rows found"));
  await step("all again", () => search(""), () => counted("1,000,000 rows"));
  await step("searched for digits", () => search("99999"), () => counted("19 rows found"));
  await step("all again", () => search(""), () => counted("1,000,000 rows"));
  await page.getByRole("button", { name: "Filter" }).click();
  await step("filtered", () => page.getByLabel("Filter Value").fill("10..11"), () => counted("1,001 rows found"));
  if (process.env["GOKINO_FIGURES"]) console.log(said.map((line) => `  ${line}`).join("\n"));
  // Six lists of a million numbers, keys while they are made, and what the collector leaves lying.
  expect(resident(pid) - before).toBeLessThan(400);
});
