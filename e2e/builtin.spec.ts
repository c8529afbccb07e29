/// Built-in widgets: elements of the page itself.

import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

const widget = (name: string) => `type hello struct{}

func (hello) HandleConnect(*live.Context[int]) (any, error) { return map[string]any{"kind": "button", "label": "Press"}, nil }

live.New(hello{}, 0, live.Options{Assets: jsassets.Builtin("${name}")})`;

test("a name that the page does not know is an error in the widget's place", async ({ open }) => {
  const here = await open(notebook(widget("nothing")));
  await here.code(1).run();
  await expect(here.code(1).value.getByRole("alert")).toHaveText(
    `The widget's JavaScript could not be loaded: this page has no built-in widget "nothing"`,
  );
  for (const name of ["toString", "__proto__", "../page"]) {
    await here.code(1).replace(widget(name));
    await here.code(1).start();
    await here.code(1).is("error");
    await expect(here.code(1).error).toContainText("is no name of a built-in widget");
  }
});

test("a built-in widget is part of the page", async ({ open }) => {
  const here = await open(notebook(widget("control")));
  await here.code(1).run();
  await expect(here.code(1).value.getByRole("button", { name: "Press" })).toBeVisible();
  await expect(here.code(1).region.locator("iframe")).toHaveCount(0);
});
