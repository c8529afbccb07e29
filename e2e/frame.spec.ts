/// What widgets that mean no good, or just do not know better, do to a page: nothing.

import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

const define = `type still struct{}

type nothing struct{}

func (still) HandleConnect(*live.Context[nothing]) (any, error) { return nil, nil }`;

/// A cell that shows a widget without a server half, of this JavaScript.
function widget(init: string): string {
  return `live.New(still{}, 0, live.Options{Assets: jsassets.Inline("main.js", \`export function init(ctx) { ${init} }\`)})`;
}

test("a widget as high as its window, and more, does not grow for ever", async ({ open }) => {
  const here = await open(notebook(define, widget(`ctx.root.innerHTML =
    "<div style='height: calc(100vh + 20px)'>top</div><button onclick='this.style.height = \\"400px\\"'>grow</button>"`)));
  await here.runAll();
  const frame = here.code(2).region.locator("iframe");
  const height = () => frame.evaluate((element) => new Promise<number>((resolve) => setTimeout(() => resolve(element.clientHeight), 300)));
  await expect(here.code(2).widget.getByText("top")).toBeVisible();
  await expect.poll(async () => (await height()) - (await height())).toBe(0);
  expect(await height()).toBeLessThan(600);

  const before = await height();
  await here.code(2).widget.getByRole("button").click(); // all of it can be reached
  await expect.poll(height).toBeGreaterThan(before + 300);
});
