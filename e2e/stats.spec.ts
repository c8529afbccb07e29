/// How the process of a notebook is doing.

import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

const busy = `func spin(ctx context.Context) (n int) {
	for ctx.Err() == nil {
		n++
	}
	return n
}
ctx := kernel.Context()
for range 20 {
	go func() { <-ctx.Done() }()
}
go spin(ctx)`;

test("gauges move, and a profile shows whose code runs", async ({ open }) => {
  const here = await open(notebook(busy, `widget.NewStats(widget.StatsOptions{Every: 100 * time.Millisecond})`));
  await here.runAll();
  const gauge = (name: string) => here.page.getByRole("group", { name, exact: true });
  await expect(gauge("Goroutines").locator(".gk-stats-number")).toHaveText(/^\d{2,}$/);
  await expect(gauge("Heap").locator(".gk-stats-number")).toHaveText(/^[\d.]+ MB$/);
  const points = async () => (await gauge("Heap").locator("polyline").getAttribute("points"))!.split(" ").length;
  await expect.poll(points).toBeGreaterThan(5);
  await here.page.getByRole("button", { name: "Profile the CPU for 5 s" }).click();
  const flame = here.page.getByRole("tree", { name: "CPU profile" });
  await expect(flame).toBeVisible();
  const spin = flame.getByRole("treeitem", { name: /^main\.spin / });
  await expect(spin).toBeVisible();
  await expect(here.page.getByRole("rowheader", { name: /spin|context/ }).first()).toBeVisible();
  const all = flame.getByRole("treeitem", { name: /^all / });
  await all.focus();
  await all.press("ArrowDown");
  await flame.locator(":focus").press("Enter");
  await expect(flame.locator(":focus")).toHaveCSS("left", "0px");
  const download = here.page.waitForEvent("download");
  await here.page.getByRole("button", { name: "Save for go tool pprof" }).click();
  expect((await download).suggestedFilename()).toBe("cpu.pprof");
});
