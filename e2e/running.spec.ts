/// What runs, for how long, and what it says.

import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";

test("names of earlier cells are there: unexported types, methods, variables, goroutines", async ({ open }) => {
  const here = await open(
    notebook(
      'type point struct{ x, y int }\n\nfunc (p point) sum() int { return p.x + p.y }\n\np := point{1, 2}',
      "asks, answers := make(chan int), make(chan int)\ngo func() {\n\tfor n := range asks {\n\t\tanswers <- n * p.sum()\n\t}\n}()",
      "p.y = 5\nasks <- 7\n<-answers",
    ),
  );
  await here.runAll();
  await expect(here.code(3).value).toHaveText("42");
});

test("a running cell shows its time, and an endless one is interrupted with its state kept", async ({ open }) => {
  const here = await open(notebook("n := 41", "n++\nfor {\n}", "n"));
  await here.code(1).run();
  await here.code(2).start();
  await here.code(2).is("running");
  await here.code(3).start();
  await here.code(3).is("queued");
  await expect(here.code(2).status).toHaveText(/^Running \d+\.\d s$/);
  const first = await here.code(2).status.textContent();
  await expect(here.code(2).status).not.toHaveText(first!);

  await here.code(2).press("Interrupt");
  await here.code(2).is("interrupted");
  await expect(here.code(2).status).toHaveText(/^Interrupted after/);
  await here.code(3).start();
  await expect(here.code(3).value).toHaveText("42");
});

test("an edit makes the cell and those that used it stale, until they run again", async ({ open }) => {
  const here = await open(notebook("x := 1", "x + 1", '"apart"'));
  await here.runAll();
  await here.code(1).typeAtEnd("0");
  await here.code(1).isStale(true);
  await here.code(1).start();
  await here.code(1).isStale(false);
  await here.code(2).isStale(true);
  await here.code(3).isStale(false);
  await here.press("Run stale");
  await expect(here.code(2).value).toHaveText("11");
  await here.code(2).isStale(false);
});

test("a compile error shows at its line, and a click leads there", async ({ open }) => {
  const here = await open(notebook("a := 1\n\nb := a + undefinedName\nb"));
  await here.code(1).start();
  await here.code(1).is("error");
  await expect(here.code(1).error).toContainText("undefinedName");
  const place = here.code(1).error.getByRole("button", { name: /^(Line 3|cell1:3(:\d+)?)$/ });
  await place.click();
  await here.page.keyboard.press("ControlOrMeta+Shift+K"); // deletes the cursor's line
  await expect.poll(() => here.code(1).source()).toBe("a := 1\n\nb");
  await here.code(1).replace("b := 2\nb");
  await here.code(1).start();
  await expect(here.code(1).value).toHaveText("2");
  await expect(here.code(1).error).toHaveCount(0);
});

test("a panic shows its line and its stack, and what ran before it stays", async ({ open }) => {
  const here = await open(notebook("kept := 5\n\nfunc fail(xs []int) int {\n\treturn xs[3]\n}", "\nkept++\nfail(nil)", "kept"));
  await here.code(1).run();
  await here.code(2).start();
  await here.code(2).is("error");
  await expect(here.code(2).error.first()).toContainText("index out of range [3] with length 0");
  await expect(here.code(2).error.first().locator("details")).toContainText("cell1:4");
  await expect(here.code(2).error.first().locator("details")).toContainText("cell2:3");
  await here.code(3).run();
  await expect(here.code(3).value).toHaveText("6");
});

test("what a goroutine prints later goes to the cell that started it", async ({ open }) => {
  const here = await open(
    notebook(
      'words := make(chan string)\ngo func() {\n\tfor word := range words {\n\t\tfmt.Println("got", word)\n\t\tfmt.Fprintln(os.Stderr, "err", word)\n\t}\n}()',
      'fmt.Println("sending")\nwords <- "one"\nwords <- "two"',
    ),
  );
  await here.runAll();
  // The streams may alternate; then each chunk is an output of its own.
  const printed = async () => (await here.code(1).stdout.allTextContents()).join("");
  await expect.poll(printed).toBe("got one\ngot two\n");
  await expect(here.code(1).stderr.first()).toContainText("err one");
  await expect(here.code(2).stdout).toHaveText("sending\n");
});

test("a panic in a goroutine is shown by its cell and costs no other its state", async ({ open }) => {
  const here = await open(notebook("kept := 7", 'go func() { panic("astray") }()', "kept"));
  await here.code(1).run();
  await here.code(2).start();
  await expect(here.code(2).error.first()).toContainText("astray");
  await here.code(3).run();
  await expect(here.code(3).value).toHaveText("7");
});

test("a failing cell stops a run of all, and the rest is not run", async ({ open }) => {
  const here = await open(notebook("1", 'panic("no")', "3"));
  await here.press("Run all");
  await here.code(2).is("error");
  await expect(here.code(1).value).toHaveText("1");
  await expect(here.code(3).value).toHaveCount(0);
});

test("a flood of output is cut at the front, visibly, and the page stays usable", async ({ open }) => {
  const here = await open(notebook("for i := range 300_000 {\n\tfmt.Println(i)\n}", "42"));
  await here.code(1).run();
  await expect(here.code(1).stdout).toContainText("299999");
  await expect(here.code(1).region.getByText(/of earlier output/)).toBeVisible();
  await here.code(2).run();
  await expect(here.code(2).value).toHaveText("42");
});

test("a running cell that is deleted stops, and so does one when the runtime is restarted", async ({ open }) => {
  const here = await open(notebook("for {\n}", "for {\n}", '"free"'));
  await here.code(1).start();
  await here.code(1).is("running");
  await here.code(1).press("Delete cell");
  await here.code(3).start();
  await expect(here.code(3).value).toHaveText('"free"');

  await here.code(2).start();
  await here.code(2).is("running");
  await here.press("Restart runtime");
  await expect(here.code(2).region).not.toHaveAttribute("data-state", "running");
  await here.code(3).start();
  await here.code(3).is("ok");
  await expect(here.page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
});

test("a page opened amid a run shows it and can end it", async ({ open, other }) => {
  const here = await open(notebook('fmt.Println("begun")\nfor {\n}'));
  await here.code(1).start();
  await expect(here.code(1).stdout).toHaveText("begun\n");
  const there = await NotebookPage.open(other, here.notebook.served.url);
  await there.code(1).is("running");
  await expect(there.code(1).stdout).toHaveText("begun\n");
  await expect(there.code(1).status).toHaveText(/^Running \d/);
  await there.press("Interrupt");
  await here.code(1).is("interrupted");
});

test("what waits for ever is interrupted too: a channel, a lock, a sleep, a read", async ({ open }) => {
  const here = await open(
    notebook("<-make(chan int)", "var mu sync.Mutex\nmu.Lock()\nmu.Lock()", "time.Sleep(time.Hour)", "r, _, _ := os.Pipe()\nr.Read(make([]byte, 1))", '"on"'),
  );
  for (const id of [1, 2, 3, 4]) {
    await here.code(id).start();
    await here.code(id).is("running");
    await here.press("Interrupt");
    await here.code(id).is("interrupted");
  }
  await here.code(5).run();
  await expect(here.code(5).value).toHaveText('"on"');
});
