/// anywidget front-end modules, run as they are written and published.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { root } from "./setup.ts";
import { notebook } from "./sources.ts";

type Open = (source: string) => Promise<NotebookPage>;

/// A cell that shows the module in the file widget.js of the notebook's folder.
function cell(state: string, css = ""): string {
  return `import _ "embed"

//go:embed widget.js
var esm string

w := live.AnyWidget(esm, ${JSON.stringify(css)}, ${state})
w`;
}

const listener = `import "fmt"
heard := control.Listen(w, func(ev any) { fmt.Printf("%+v\\n", ev) })
heard`;

const counter = `{
  initialize({ model }) {
    model.on("change:value", () => (document.title = "value " + model.get("value")));
  },
  render({ model, el, signal }) {
    const button = document.createElement("button");
    const show = () => (button.textContent = "count is " + model.get("value"));
    button.className = "counter";
    button.onclick = () => {
      model.set("value", model.get("value") + 1);
      model.save_changes();
    };
    model.on("change:value", show);
    show();
    el.append(button);
    return () => model.off("change:value", show);
  },
}`;

test("a module's value is one for Go code and all browsers", async ({ open, other, dir }) => {
  writeFileSync(path.join(dir, "widget.js"), `export default ${counter}`);
  const update = 'live.Update(kernel.Context(), w, func(s *map[string]any) { (*s)["value"] = 40 })';
  const here = await open(notebook(cell('map[string]any{"value": 3}', ".counter { letter-spacing: 7px }"), listener, update));
  await here.code(1).run();
  await here.code(2).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const [mine, theirs] = [here, there].map((page) => page.code(1).widget.getByRole("button"));
  await expect(theirs!).toHaveText("count is 3");
  await expect(theirs!).toHaveCSS("letter-spacing", "7px");
  await mine!.click();
  await expect(theirs!).toHaveText("count is 4");
  await theirs!.click();
  await expect(mine!).toHaveText("count is 5");
  await expect(here.code(2).stdout).toHaveText(/Key:value Value:4 Client:\w+\}\n\{Key:value Value:5 Client:\w+\}\n$/);
  await here.code(3).run();
  await expect(mine!).toHaveText("count is 40");
  await expect(theirs!).toHaveText("count is 40");
});

async function clicks(open: Open, dir: string, source: string): Promise<void> {
  writeFileSync(path.join(dir, "widget.js"), source);
  const here = await open(notebook(cell('map[string]any{"value": 3}')));
  await here.code(1).run();
  const button = here.code(1).widget.getByRole("button");
  await button.click();
  await expect(button).toHaveText("count is 4");
}

test("a module may export a function that makes it", async ({ open, dir }) => {
  await clicks(open, dir, `export default async () => (${counter})`);
});

test("a module may export a bare render", async ({ open, dir }) => {
  await clicks(open, dir, `const widget = ${counter}; export function render(props) { return widget.render(props); }`);
});

test("messages of the module's own go both ways, with buffers", async ({ open, other, dir }) => {
  writeFileSync(
    path.join(dir, "widget.js"),
    `export default {
      render({ model, el }) {
        el.innerHTML = "<button>Send</button><p role=log></p>";
        el.firstChild.onclick = () => model.send({ a: 1 }, undefined, [new Uint8Array([1, 2]).buffer, new DataView(new ArrayBuffer(1))]);
        model.on("msg:custom", (content, buffers) => {
          const parts = buffers.map((b) => (b instanceof DataView ? b.getUint8(0) : "no DataView"));
          el.lastChild.textContent += JSON.stringify(content) + " " + parts.join() + "; ";
        });
        model.send("hello");
      },
    }`,
  );
  const tell = 'w.Cast(live.Custom{Content: map[string]any{"b": []int{2}}, Buffers: [][]byte{{7}, {8, 9}}})';
  const here = await open(notebook(cell("map[string]any{}"), listener, tell));
  await here.code(1).run();
  await here.code(2).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await there.code(1).widget.getByRole("button").click();
  await expect(here.code(2).stdout).toContainText(/\{Content:hello Buffers:\[\] Client:\w+\}\n\{Content:map\[a:1\] Buffers:\[\[1 2\] \[0\]\] Client:\w+\}/);
  await here.code(3).run();
  for (const page of [here, there]) {
    await expect(page.code(1).widget.getByRole("log")).toHaveText('{"b":[2]} 7,8;');
  }
});

test("a module calls its Go half and gets an answer", async ({ open, dir }) => {
  writeFileSync(
    path.join(dir, "widget.js"),
    `export default {
      async render({ el, experimental: { invoke } }) {
        const [answer, [data]] = await invoke("double", 21, { buffers: [new Uint8Array([3])] });
        el.textContent = answer + " " + data.getUint8(0) + " ";
        await invoke("nothing").catch((error) => (el.textContent += error.message));
      },
    }`,
  );
  const here = await open(
    notebook(`import (
	_ "embed"
	"fmt"
)

//go:embed widget.js
var esm string

type doubler struct{}

func (doubler) HandleConnect(*live.Context[int]) (any, error) { return nil, nil }

func (doubler) HandleEvent(ctx *live.Context[int], event string, p live.Payload) error {
	var c live.Command
	if err := p.Decode(&c); err != nil || event != live.CommandEvent || c.Name != "double" {
		return fmt.Errorf("no command %q", c.Name)
	}
	return ctx.Reply(live.Custom{Content: c.Msg.(int64) * 2, Buffers: c.Buffers})
}

live.New(doubler{}, 0, live.Options{Assets: jsassets.AnyWidget(esm, "")})`),
  );
  await here.code(1).run();
  await expect(here.code(1).widget.getByText('42 3 HandleEvent: no command "nothing"')).toBeVisible();
});

test("a module that fails says so where it is", async ({ open, dir }) => {
  writeFileSync(path.join(dir, "widget.js"), `export default { render() { throw new Error("no canvas"); } }`);
  const here = await open(notebook(cell("map[string]any{}")));
  await here.code(1).run();
  await expect(here.code(1).widget.getByRole("alert")).toHaveText("The widget's render failed: no canvas");
});

test("a widget of @anywidget/react runs in two browsers", async ({ open, other, dir }) => {
  const bundle = await build({
    stdin: {
      loader: "jsx",
      resolveDir: root,
      contents: `
        import { createRender, useModelState } from "@anywidget/react";
        function List() {
          const [items, setItems] = useModelState("items");
          const [name, setName] = useModelState("name");
          return <>
            <input aria-label="name" value={name} onChange={(event) => setName(event.target.value)} />
            <button onClick={() => setItems([...items, { name }])}>Add</button>
            <ul>{items.map((item, i) => <li key={i}>{item.name}</li>)}</ul>
          </>;
        }
        export default { render: createRender(List) };`,
    },
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  writeFileSync(path.join(dir, "widget.js"), bundle.outputFiles[0]!.text);
  const here = await open(
    notebook(`type item struct { Name string \`json:"name"\` }

type list struct {
	Items []item \`live:"items"\`
	Name  string \`live:"name"\`
}

${cell('list{Items: []item{{"pear"}}, Name: "fig"}')}`),
  );
  await here.code(1).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const [mine, theirs] = [here.code(1).widget, there.code(1).widget];
  await expect(theirs.getByRole("listitem")).toHaveText(["pear"]);
  await mine.getByRole("textbox").press("End");
  await mine.getByRole("textbox").pressSequentially("gy tree");
  await expect(mine.getByRole("textbox")).toHaveValue("figgy tree");
  await expect(theirs.getByRole("textbox")).toHaveValue("figgy tree");
  await theirs.getByRole("button").click();
  await expect(mine.getByRole("listitem")).toHaveText(["pear", "figgy tree"]);
  await expect(theirs.getByRole("listitem")).toHaveText(["pear", "figgy tree"]);
});

/// Where `pip install --no-deps --target FOLDER drawdata wigglystuff` has put two published
/// packages of anywidgets; their modules are not gokino's to carry along.
const published = process.env["GOKINO_ANYWIDGETS"] ?? "";
const missing = "GOKINO_ANYWIDGETS names no folder with published anywidgets";

function take(dir: string, name: string): string {
  writeFileSync(path.join(dir, "widget.js"), readFileSync(path.join(published, `${name}.js`)));
  const css = path.join(published, `${name}.css`);
  return existsSync(css) ? readFileSync(css, "utf8") : "";
}

test("drawdata's scatter widget draws in two browsers", async ({ open, other, dir, page }) => {
  test.skip(published === "", missing);
  const css = take(dir, "drawdata/static/scatter_widget");
  const state = 'map[string]any{"data": []any{}, "brushsize": 40, "width": 800, "height": 400, "n_classes": 4}';
  const read = 's, err := live.State[map[string]any](kernel.Context(), w)\nlen(s["data"].([]any)) > 5 && err == nil';
  const here = await open(notebook(cell(state, css), read));
  await here.code(1).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const [mine, theirs] = [here.code(1).widget, there.code(1).widget];
  await expect(theirs.getByRole("button", { name: "Select class a" })).toBeVisible();
  const box = (await mine.locator("svg").first().boundingBox())!;
  await page.mouse.move(box.x + 200, box.y + 150);
  await page.mouse.down();
  for (let i = 0; i < 40; i++) await page.mouse.move(box.x + 200 + 5 * i, box.y + 150 + 2 * i);
  await page.mouse.up();
  await expect(async () => {
    const [drawn, seen] = await Promise.all([mine, theirs].map((widget) => widget.locator("svg circle").count()));
    expect(drawn).toBeGreaterThan(5);
    expect(seen).toBe(drawn);
  }).toPass();
  await here.code(2).run();
  await expect(here.code(2).value).toHaveText("true");
});

test("wigglystuff's two-dimensional slider moves in two browsers", async ({ open, other, dir, page }) => {
  test.skip(published === "", missing);
  const css = take(dir, "wigglystuff/static/2dslider");
  const state = `slider{XBounds: [2]float64{-1, 1}, YBounds: [2]float64{-1, 1}, Width: 400, Height: 400}`;
  const here = await open(
    notebook(`type slider struct {
	X       float64    \`live:"x"\`
	Y       float64    \`live:"y"\`
	XBounds [2]float64 \`live:"x_bounds,readonly"\`
	YBounds [2]float64 \`live:"y_bounds,readonly"\`
	Width   int        \`live:"width"\`
	Height  int        \`live:"height"\`
}

${cell(state, css)}`,
      "live.Update(kernel.Context(), w, func(s *slider) { s.X, s.Y = 0.25, -0.75 })"),
  );
  await here.code(1).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const [mine, theirs] = [here.code(1).widget, there.code(1).widget];
  await expect(theirs.getByText("X: 0.00, Y: 0.00")).toBeVisible();
  const box = (await mine.locator("canvas").boundingBox())!;
  await page.mouse.move(box.x + 200, box.y + 200);
  await page.mouse.down();
  for (let i = 1; i <= 30; i++) await page.mouse.move(box.x + 200 + 3 * i, box.y + 200 - 3 * i);
  await page.mouse.up();
  for (const widget of [mine, theirs]) await expect(widget.getByText(/X: 0\.[45]\d, Y: 0\.[45]\d/)).toBeVisible();
  await here.code(2).run();
  for (const widget of [mine, theirs]) await expect(widget.getByText("X: 0.25, Y: -0.75")).toBeVisible();
});
