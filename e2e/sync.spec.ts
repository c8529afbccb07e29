/// Before a cell runs, widgets have handled what was done to them: the page lets them flush
/// (ctx.handleSync) and waits for their Go halves (ping).

import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

/// A line whose text is pushed when a cell is about to run, and at no other time. Its Go half
/// is slow, or waits for another cell.
const define = `var text string

var gate = make(chan struct{})

type note struct{}

type nothing struct{}

func (note) HandleConnect(*live.Context[nothing]) (any, error) { return nil, nil }

func (note) HandleEvent(_ *live.Context[nothing], event string, p live.Payload) error {
	if event == "dawdle" {
		<-gate
		return nil
	}
	time.Sleep(300 * time.Millisecond)
	return p.Decode(&text)
}`;

const show = `live.New(note{}, 0, live.Options{Assets: jsassets.Inline("main.js", \`export function init(ctx) {
  ctx.root.innerHTML = "<input aria-label='Note'> <button>Dawdle</button>";
  const [input, button] = ctx.root.children;
  button.onclick = () => ctx.pushEvent("dawdle");
  let pushed = "";
  ctx.handleSync(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (input.value !== pushed) ctx.pushEvent("text", (pushed = input.value));
  });
}\`)})`;

const source = notebook(define, show, 'fmt.Println("the text is", text)', "close(gate)");

test("what was typed last in a widget is there when another cell runs", async ({ open }) => {
  const here = await open(source);
  for (const cell of [1, 2, 3]) await here.code(cell).run();
  await here.code(2).widget.getByRole("textbox").fill("hello");
  await here.code(3).start();
  await expect(here.code(3).stdout).toHaveText("the text is hello\n");
  await here.code(2).widget.getByRole("textbox").fill("world");
  await here.code(3).start();
  await expect(here.code(3).stdout).toHaveText("the text is world\n");
});

test("a widget that is busy holds the notebook up for a moment only, and visibly", async ({ open, page }) => {
  const here = await open(source);
  for (const cell of [1, 2, 3]) await here.code(cell).run();
  await here.code(2).widget.getByRole("button").click();
  await here.code(2).widget.getByRole("textbox").fill("hello");
  await here.code(3).start();
  await expect(page.getByText("the one in cell 2 is still busy")).toBeVisible();
  await expect(here.code(3).stdout).toHaveText("the text is \n");
  await here.code(4).run();
  await here.code(3).start();
  await expect(here.code(3).stdout).toContainText("the text is hello\n");
});
