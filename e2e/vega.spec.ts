/// Charts: drawn without eval, fed while they are looked at.

import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

const chart = `chart := widget.NewVega(\`{"mark": "point", "encoding": {
	"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}}\`,
	widget.VegaOptions{Name: "Points", Window: 5})
chart`;

test("a chart takes in what is appended, and keeps its window", async ({ open }) => {
  const here = await open(
    notebook(chart, `for i := range 4 {\n\tchart.Append(map[string]int{"x": i, "y": i * i})\n}`, `chart.Append([]map[string]int{{"x": 7, "y": 1}, {"x": 8, "y": 2}, {"x": 9, "y": 3}})`, `chart.Clear()`),
  );
  await here.code(1).run();
  const points = here.page.getByRole("img", { name: "Points" }).locator(".mark-symbol.role-mark path");
  await expect(here.page.getByRole("img", { name: "Points" }).locator("svg")).toBeVisible();
  await expect(points).toHaveCount(0);
  await here.code(2).run();
  await expect(points).toHaveCount(4);
  await here.code(3).run();
  await expect(points).toHaveCount(5);
  await here.reload();
  await expect(points).toHaveCount(5);
  await here.code(4).run();
  await expect(points).toHaveCount(0);
});

test("plots of slices are as wide as the page, and are saved as files", async ({ open }) => {
  const here = await open(
    notebook(`widget.NewLine([]float64{1, 4, 2, 8}, widget.PlotOptions{Title: "Line"})`, `widget.NewBars([]string{"a", "b"}, []int{1, 2}, widget.PlotOptions{Title: "Bars"})`, `widget.NewHistogram([]float64{1, 1, 2, 5}, widget.PlotOptions{Title: "Counts", Bins: 2})`),
  );
  await here.runAll();
  const plot = (name: string) => here.page.getByRole("img", { name });
  await expect(plot("Line").locator(".mark-line path")).toHaveCount(1);
  await expect(plot("Bars").locator(".mark-rect.role-mark path")).toHaveCount(2);
  await expect(plot("Counts").locator(".mark-rect.role-mark path")).toHaveCount(2);
  const width = async () => (await plot("Line").locator("svg").boundingBox())!.width;
  const wide = await width();
  await here.page.setViewportSize({ width: 390, height: 800 });
  await expect.poll(width).toBeLessThan(340);
  expect(wide).toBeGreaterThan(600);
  const download = here.page.waitForEvent("download");
  await here.code(1).region.getByRole("button", { name: "Save as PNG" }).click();
  expect((await download).suggestedFilename()).toBe("chart.png");
});

test("a specification that Vega refuses says so in the chart's place", async ({ open }) => {
  const here = await open(notebook(`widget.NewVega(\`{"mark": "no such mark"}\`)`));
  await here.code(1).run();
  await expect(here.code(1).value.getByText(/^The chart cannot be drawn: ./)).toBeVisible();
});
