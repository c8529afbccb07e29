/// What a cell made ends with it: when it runs again, when it is deleted, and what is said
/// in the places where it was shown.

import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

const press = `press := control.Button("Press")\npress`;

test("what another cell shows ends with the cell that made it, and says so", async ({ open }) => {
  const here = await open(notebook(press, `press`, `control.Listen(press, func(control.Click) { fmt.Println("pressed") })`));
  await here.runAll();
  const button = (cell: number) => here.code(cell).value.getByRole("button", { name: "Press" });
  await button(2).click();
  await expect(here.code(3).stdout).toHaveText("pressed\n");
  await here.code(1).press("Move cell down"); // which ends nothing
  await button(1).click();
  await expect(here.code(3).stdout).toHaveText("pressed\npressed\n");
  await here.code(1).start();
  await expect(here.code(2).region.getByText(/No longer available/)).toBeVisible();
  await button(1).click(); // nobody listens to the new one
  await here.code(3).start();
  await here.code(2).start();
  await button(2).click();
  await button(1).click();
  await expect(here.code(3).stdout).toHaveText("pressed\npressed\n");
});

test("old outputs are gone when a run begins, and what a failed run made lives until the next", async ({ open }) => {
  const here = await open(notebook(
    `ready := control.Button("Ready")\nready`,
    `fmt.Println("begun")\ndone := make(chan bool)\ncontrol.Listen(ready, func(control.Click) { close(done) })\n<-done\nmade := widget.Render(control.Button("Made"))\ncontrol.Listen(made, func(control.Click) { fmt.Println("heard") })\npanic("too bad")`,
  ));
  await here.code(1).run();
  const ready = here.code(1).value.getByRole("button", { name: "Ready" });
  const made = here.code(2).value.getByRole("button", { name: "Made" });
  await here.code(2).start();
  await expect(here.code(2).stdout).toHaveText("begun\n");
  await ready.click();
  await here.code(2).is("error");
  await made.click();
  await expect(here.code(2).stdout.last()).toHaveText("heard\n");
  await here.code(2).start();
  await here.code(2).is("running");
  await expect(here.code(2).stdout).toHaveText("begun\n");
  await expect(made).toHaveCount(0);
  await expect(here.code(2).error).toHaveCount(0);
  await ready.click();
  await here.code(2).is("error");
});

test("listeners, tasks and their goroutines have ended before the cell's next run, and when it is deleted", async ({ open }) => {
  const here = await open(notebook(
    `var log []string`,
    `log = append(log, "run")
kernel.Go("worker", func(ctx context.Context) error {
	<-ctx.Done()
	log = append(log, "worker ends")
	return nil
})
for range control.Interval(time.Millisecond).Events(kernel.Context()) {
	break
}
"up"`,
    `strings.Join(log, ", ")`,
  ));
  await here.runAll();
  await here.code(2).start();
  await here.code(3).start();
  await expect(here.code(3).value).toHaveText('"run, worker ends, run"');
  await here.code(2).press("Delete cell");
  await here.code(3).start();
  await expect(here.code(3).value).toHaveText('"run, worker ends, run, worker ends"');
});

test("a task that does not stop is left behind by name, one that fails says so", async ({ open }) => {
  const here = await open(notebook(
    `release := make(chan bool)\nkernel.Go("a deaf server", func(context.Context) error { <-release; return nil })`,
    `kernel.Go("a port", func(context.Context) error { return errors.New("in use") })`,
    `close(release)`,
  ));
  await here.code(2).run();
  await expect(here.code(2).error).toContainText("a port: in use");
  await here.code(1).run();
  await expect(here.code(1).value).toHaveText("a deaf server, running");
  await here.code(1).start();
  await expect(here.code(1).note).toContainText("still running from before, and left behind: a deaf server", { timeout: 30_000 });
  await here.code(3).run();
});

test("what a cell prints has the colours of a terminal, and lines that are written over", async ({ open }) => {
  const here = await open(notebook(
    `for i := range 101 {\n\tfmt.Printf("\\r%d %%", i)\n}\nfmt.Println("\\n\\x1b[31mred\\x1b[0m plain")\nfmt.Fprintln(os.Stderr, "to stderr")`,
  ));
  await here.code(1).run();
  await expect(here.code(1).stdout).toHaveText("100 %\nred plain\n");
  await expect(here.code(1).stderr).toHaveText("to stderr\n");
  const colour = (text: string) => here.code(1).stdout.getByText(text, { exact: true }).evaluate((element) => getComputedStyle(element).color);
  expect(await colour("red")).not.toBe(await here.code(1).stdout.evaluate((element) => getComputedStyle(element).color));
});

test("of much text the page shows the end, all that is kept when asked, and what is gone", async ({ open }) => {
  const here = await open(notebook(`for i := range 10_000 {\n\tfmt.Println("line", i)\n}`, `for i := range 40_000 {\n\tfmt.Println("line", i)\n}`));
  const text = here.code(1).stdout;
  await here.code(1).run();
  await expect(text).toContainText("line 9999\n");
  await expect(text).not.toContainText("line 1000\n");
  await expect(text.getByText(/^\d+ KB of earlier output not shown$/)).toBeVisible();
  await text.getByRole("button", { name: "Show all that is kept" }).click();
  await expect(text).toContainText("line 0\nline 1\n");
  await expect(text).toContainText("line 9999\n");
  await expect(text.getByText(/of earlier output not shown/)).toBeHidden();
  await here.code(2).run();
  await here.code(2).stdout.getByRole("button", { name: "Show all that is kept" }).click();
  await expect(here.code(2).stdout.getByText(/KB of earlier output not shown$/)).toBeVisible();
  await expect(here.code(2).stdout.getByRole("button")).toHaveCount(0);
});
