/// Mirrored state: what JavaScript has in ctx.model, in two browsers.

import type { FrameLocator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { Proxy } from "./proxy.ts";
import { notebook } from "./sources.ts";

const js = `
export function init(ctx, data) {
  const { model } = ctx;
  ctx.root.innerHTML = \`
    <p role="status" aria-label="first"></p><p role="status" aria-label="count"></p><p role="status" aria-label="name"></p>
    <p role="log"></p>
    <input aria-label="new count"><input aria-label="new name">
    <button>Save</button><button>bump</button><button>fail</button>\`;
  const show = (label, text) => (ctx.root.querySelector("[aria-label=" + label + "]").textContent = text);
  const log = (text) => (ctx.root.querySelector("[role=log]").textContent += text + "; ");
  show("first", [data, model.get("count"), model.get("name"), new Uint8Array(model.get("data").buffer).join(), model.get("max")].join(" "));
  for (const key of ["count", "name"]) {
    show(key, model.get(key));
    model.on("change:" + key, () => { show(key, model.get(key)); log(key + " " + model.get(key)); });
  }
  const [count, name] = ctx.root.querySelectorAll("input");
  const [save, ...others] = ctx.root.querySelectorAll("button");
  save.onclick = () => {
    if (count.value) model.set("count", JSON.parse(count.value));
    if (name.value) model.set("name", name.value);
    model.save_changes().then(() => log("saved"), (error) => log(error.message));
  };
  for (const button of others) button.onclick = () => ctx.pushEvent(button.textContent);
}
`;

const dial = `import "fmt"

type dial struct {
	Count int    \`live:"count"\`
	Name  string \`live:"name"\`
	Data  []byte \`live:"data"\`
	Max   int    \`live:"max,readonly"\`
}

type panel struct{}

func (panel) Init(ctx *live.Context[dial], start int) error {
	ctx.Assigns = dial{Count: start, Name: "nobody", Data: []byte{0, 255}, Max: 10}
	return nil
}

func (panel) HandleConnect(ctx *live.Context[dial]) (any, error) { return "hello", nil }

func (panel) HandleEvent(ctx *live.Context[dial], event string, p live.Payload) error {
	ctx.Assigns.Count++
	ctx.Assigns.Name = event
	if event == "fail" {
		return fmt.Errorf("it cannot be")
	}
	return nil
}

func (panel) HandleChange(ctx *live.Context[dial], key string, value live.Payload) error {
	var n int
	if key == "count" && value.Decode(&n) == nil && n > ctx.Assigns.Max {
		return fmt.Errorf("%d is more than %d", n, ctx.Assigns.Max)
	}
	return ctx.Change(key, value)
}

w := live.New(panel{}, 3, live.Options{Assets: jsassets.Inline("main.js", ${JSON.stringify(js)})})
w`;

const update = "live.Update(kernel.Context(), w, func(s *dial) { s.Count, s.Name = 7, \"a cell\" })";

function shown(widget: FrameLocator, label: string) {
  return widget.getByRole("status", { name: label, exact: true });
}

async function write(widget: FrameLocator, count: string, name = ""): Promise<void> {
  await widget.getByRole("textbox", { name: "new count" }).fill(count);
  await widget.getByRole("textbox", { name: "new name" }).fill(name);
  await widget.getByRole("button", { name: "Save" }).click();
}

test("what a callback changed is in every browser's model, and in that of who comes later", async ({ open, other }) => {
  const here = await open(notebook(dial, update));
  await here.code(1).run();
  const mine = here.code(1).widget;
  await expect(shown(mine, "first")).toHaveText("hello 3 nobody 0,255 10"); // within init
  await mine.getByRole("button", { name: "bump" }).click();
  await expect(shown(mine, "count")).toHaveText("4");
  await expect(shown(mine, "name")).toHaveText("bump");

  const there = await NotebookPage.open(other, here.notebook.served.url);
  const theirs = there.code(1).widget;
  await expect(shown(theirs, "first")).toHaveText("hello 4 bump 0,255 10");
  await theirs.getByRole("button", { name: "bump" }).click();
  await expect(shown(mine, "count")).toHaveText("5");
  await here.code(2).run();
  for (const widget of [mine, theirs]) {
    await expect(shown(widget, "count")).toHaveText("7");
    await expect(shown(widget, "name")).toHaveText("a cell");
  }
  await expect(theirs.getByRole("log")).toHaveText("count 5; count 7; name a cell;");

  await there.reload();
  await expect(shown(there.code(1).widget, "first")).toHaveText("hello 7 a cell 0,255 10");
});

test("what one browser saves is in the other, once", async ({ open, other }) => {
  const here = await open(notebook(dial));
  await here.code(1).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const [mine, theirs] = [here.code(1).widget, there.code(1).widget];
  await expect(shown(theirs, "count")).toHaveText("3");
  await write(mine, "8", "me");
  await expect(mine.getByRole("log")).toHaveText("count 8; name me; saved;");
  await expect(theirs.getByRole("log")).toHaveText("count 8; name me;");
  await write(theirs, "9");
  await expect(theirs.getByRole("log")).toHaveText("count 8; name me; count 9; saved;");
  await expect(mine.getByRole("log")).toHaveText("count 8; name me; saved; count 9;");
});

test("a refused value goes back, says why, and is nobody else's", async ({ open, other }) => {
  const here = await open(notebook(dial));
  await here.code(1).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const [mine, theirs] = [here.code(1).widget, there.code(1).widget];
  await expect(shown(theirs, "count")).toHaveText("3");
  await write(mine, "80", "me");
  await expect(mine.getByRole("log")).toHaveText("count 80; name me; count 3; HandleChange: count: 80 is more than 10;");
  await expect(here.code(1).region.getByText("HandleChange: count: 80 is more than 10")).toBeVisible();
  await expect(theirs.getByRole("log")).toHaveText("name me;");
  await write(mine, '"many"');
  await expect(mine.getByRole("log")).toContainText('count many; count 3; HandleChange: count: the text "many" is no int;');
  await expect(theirs.getByRole("log")).toHaveText("name me;");
  await expect(here.code(1).error).toHaveCount(0); // it is no fault of the cell's
});

test("what a callback changed before it failed is in the model", async ({ open, other }) => {
  const here = await open(notebook(dial));
  await here.code(1).run();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await here.code(1).widget.getByRole("button", { name: "fail" }).click();
  await expect(shown(there.code(1).widget, "count")).toHaveText("4");
  await expect(here.code(1).region.getByText("it cannot be").first()).toBeVisible();
});

test("nothing is lost or told twice over a lost connection, and the last write counts", async ({ programs, page, other }) => {
  const { served } = await programs.serve(notebook(dial));
  const there = await NotebookPage.open(other, served.url);
  await there.code(1).run();
  const proxy = await Proxy.to(served.port);
  const here = await NotebookPage.open(page, `http://127.0.0.1:${proxy.port}/?token=${served.token}`);
  const [mine, theirs] = [here.code(1).widget, there.code(1).widget];
  await expect(shown(mine, "count")).toHaveText("3");

  proxy.cut();
  await expect(page.getByRole("status").filter({ hasText: "Reconnecting" })).toBeVisible();
  await write(mine, "5", "me");
  await write(theirs, "6", "they");
  await expect(theirs.getByRole("log")).toHaveText("count 6; name they; saved;");
  await theirs.getByRole("button", { name: "bump" }).click();
  await expect(shown(theirs, "count")).toHaveText("7");
  await expect(mine.getByRole("log")).toHaveText("count 5; name me;");
  proxy.restore();

  await expect(theirs.getByRole("log")).toHaveText("count 6; name they; saved; count 7; name bump; count 5; name me;");
  await expect(mine.getByRole("log")).toHaveText("count 5; name me; saved;"); // what it shows never went back
  await proxy.close();
});

test("two views in one page have one state", async ({ open }) => {
  const here = await open(notebook(dial, "w"));
  await here.runAll();
  const [one, two] = [here.code(1).widget, here.code(2).widget];
  await expect(shown(two, "count")).toHaveText("3");
  await write(one, "8");
  await expect(two.getByRole("log")).toHaveText("count 8;");
  await expect(one.getByRole("log")).toHaveText("count 8; saved;"); // grows no more, so the other stays in its place
  await write(two, "80");
  await expect(two.getByRole("log")).toHaveText("count 8; count 80; count 8; HandleChange: count: 80 is more than 10;");
  await expect(one.getByRole("log")).toHaveText("count 8; saved;");
});

test("a dragged slider is the same on all pages of a program, and refused beyond its limit", async ({ page, other, programs }) => {
  const served = await programs.start("volume", { args: ["127.0.0.1:0"] });
  await page.goto(served.url);
  await other.goto(served.url);
  const [mine, theirs] = [page.frameLocator("iframe"), other.frameLocator("iframe")];
  await expect(theirs.getByRole("slider")).toHaveValue("3");
  await mine.getByRole("slider").focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
  await expect(theirs.getByRole("slider")).toHaveValue("8");
  await mine.getByRole("slider").fill("11");
  await expect(mine.getByRole("slider")).toHaveValue("8");
  await expect(theirs.getByRole("slider")).toHaveValue("8");
  await expect(mine.getByText("That was you.")).toBeVisible();
  await expect(theirs.getByText(/Set by \w+\./)).toBeVisible();
  await expect(page.getByText("HandleChange: volume: 11 is too loud for the neighbours")).toBeVisible();
  await theirs.getByRole("slider").fill("1");
  await expect(mine.getByRole("slider")).toHaveValue("1");
  await expect(mine.getByText(/Set by \w+\./)).toBeVisible();
});

const chat = `type talk struct {
	Lines []string \`live:"lines"\`
	Said  int      \`live:"said"\`
}

type chat struct{}

func (chat) Init(ctx *live.Context[talk], _ int) error {
	ctx.TempAssign(func(s *talk) { s.Lines = []string{} })
	return nil
}

func (chat) HandleConnect(*live.Context[talk]) (any, error) { return nil, nil }

func (chat) HandleEvent(ctx *live.Context[talk], line string, _ live.Payload) error {
	ctx.Assigns.Said++
	ctx.Assigns.Lines = append(ctx.Assigns.Lines, line)
	return nil
}

c := live.New(chat{}, 0, live.Options{Assets: jsassets.Inline("main.js", ${JSON.stringify(`
export function init({ root, model, pushEvent }) {
  root.innerHTML = "<button>hello</button><p role=log></p><p role=status></p>";
  const [button, log, status] = root.children;
  button.onclick = () => pushEvent("hello");
  model.on("change:lines", () => (log.textContent += model.get("lines").map((line) => line + ";").join("")));
  model.on("change:said", () => (status.textContent = model.get("said")));
  status.textContent = model.get("said") + " " + model.get("lines").length;
}`)})})
c`;

test("temporary lines come one by one, are never taken back, and are not kept", async ({ open, other }) => {
  const here = await open(notebook(chat, 's, err := live.State[talk](kernel.Context(), c)\n[]any{s.Said, len(s.Lines), err}'));
  await here.code(1).run();
  const mine = here.code(1).widget;
  for (let n = 1; n <= 3; n++) {
    await mine.getByRole("button").click();
    await expect(mine.getByRole("status")).toHaveText(String(n));
  }
  await expect(mine.getByRole("log")).toHaveText("hello;hello;hello;");
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const theirs = there.code(1).widget;
  await expect(theirs.getByRole("status")).toHaveText("3 0");
  await mine.getByRole("button").click();
  await expect(theirs.getByRole("log")).toHaveText("hello;");
  await expect(mine.getByRole("log")).toHaveText("hello;hello;hello;hello;");
  await here.code(2).run();
  await expect(here.code(2).value).toHaveText(/4 0 <nil>/);
});
