/// Files, pictures and sounds as fields of a form: private to the page, sent with its submit.

import type { Locator, Page, Route } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { notebook } from "./sources.ts";
import { picture, wave } from "./media.ts";

const source = notebook(
  `type application struct {
	Name   string
	CV     *control.Upload   \`required:"true" accept:".txt" maxsize:"100kB" help:"a text"\`
	Others []*control.Upload \`max:"2" label:"Other files"\`
	Photo  *control.Picture  \`width:"4" height:"2" fit:"crop" format:"rgb"\`
	Voice  *control.Sound    \`rate:"8000" format:"f32"\`
}
jobs := control.FormOf(application{}, control.FormOptions[application]{Label: "Apply", Submit: "Apply", ResetOnSubmit: true})
jobs`,
  `control.Listen(jobs, func(ev control.FormEvent[application]) {
	d := ev.Data
	cv, err := d.CV.Bytes()
	fmt.Println(d.Name, d.CV.Name, string(cv), err, len(d.Others))
	if d.Photo != nil {
		pixels, err := d.Photo.Bytes()
		fmt.Println("photo", d.Photo.Width, d.Photo.Height, pixels[:3], err)
	}
	if d.Voice != nil {
		fmt.Println("voice", d.Voice.Channels, d.Voice.Rate, d.Voice.Size)
	}
})`,
);

const text = (name: string, content: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
const form = (page: NotebookPage) => page.code(1).value.getByRole("form", { name: "Apply" });
const chooser = (within: Locator, name: string) => within.getByLabel(name, { exact: true });
const messages = (within: Locator) => within.getByRole("alert").filter({ hasText: /\S/ });

test("files go with the form's submit, and are each page's own", async ({ open, other }) => {
  const here = await open(source);
  await here.runAll();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const [mine, theirs] = [form(here), form(there)];
  await mine.getByLabel("Name").fill("Ada");
  await mine.getByRole("button", { name: "Apply", exact: true }).click();
  await expect(messages(mine)).toHaveText("Please fill this in.");
  await expect(chooser(mine, "CV (required)")).toBeFocused();

  await chooser(mine, "CV (required)").setInputFiles(text("cv.txt", "what I did"));
  await expect(messages(mine)).toHaveCount(0);
  await expect(chooser(mine, "CV (required)")).toHaveAccessibleDescription("cv.txt, 10 bytes a text");
  await chooser(mine, "Other files").setInputFiles([text("1", "one"), text("2", "two")]);
  await chooser(mine, "Photo").setInputFiles({ name: "red.png", mimeType: "image/png", buffer: picture });
  await chooser(mine, "Voice").setInputFiles({ name: "a.wav", mimeType: "audio/wav", buffer: wave(16_000, 0.5) });
  const kept = ["cv.txt, 10 bytes", "1, 3 bytes", "2, 3 bytes", "red.rgb, 4 × 2, 24 bytes", "a.f32, 16 kB"];
  await expect(mine.getByRole("listitem").locator("span").filter({ hasText: ", " })).toHaveText(kept);
  await expect(mine.getByRole("img", { name: "Preview of red.rgb" })).toBeVisible();
  await expect(theirs.getByRole("listitem")).toHaveCount(0);
  await accessible(here.page, ".outputs");

  await mine.getByRole("button", { name: "Apply", exact: true }).click();
  await expect(here.code(2).stdout).toHaveText(
    "Ada cv.txt what I did <nil> 2\nphoto 4 2 [255 0 0] <nil>\nvoice 1 8000 16000\n",
  );
  await expect(mine.getByRole("listitem")).toHaveCount(0); // ResetOnSubmit

  // The other page needs a file of its own, and a reload forgets what was chosen.
  await theirs.getByRole("button", { name: "Apply", exact: true }).click();
  await expect(messages(theirs)).toHaveText("Please fill this in.");
  await chooser(theirs, "CV (required)").setInputFiles(text("hers.txt", "much"));
  await expect(theirs.getByRole("listitem")).toHaveCount(1);
  await there.reload();
  await expect(form(there).getByRole("textbox", { name: "Name" })).toBeVisible();
  await expect(form(there).getByRole("listitem")).toHaveCount(0);
});

test("a wrong file is refused at its field; Clear and another file take its place, by keyboard too", async ({ open }) => {
  const here = await open(source);
  await here.runAll();
  const mine = form(here);
  const cv = chooser(mine, "CV (required)");
  await cv.setInputFiles(text("cv.pdf", "x"));
  await expect(messages(mine)).toHaveText(/^cv\.pdf: .*not one of the files accepted/);
  await expect(cv).toHaveAccessibleDescription(/^a text cv\.pdf: /);
  await cv.setInputFiles({ name: "cv.txt", mimeType: "text/plain", buffer: Buffer.alloc(100_001) });
  await expect(messages(mine)).toHaveText(/at most 100000 are allowed/);
  await chooser(mine, "Photo").setInputFiles({ name: "no.png", mimeType: "image/png", buffer: Buffer.from("no") });
  await expect(messages(mine)).toHaveText([/100000/, "no.png is not a picture that this browser can read."]);
  await cv.setInputFiles(text("old.txt", "old"));
  await expect(mine.getByRole("listitem")).toHaveText(["old.txt, 3 bytes"]);
  await mine.getByRole("button", { name: "Clear CV" }).press("Enter");
  await expect(mine.getByRole("listitem")).toHaveCount(0);
  await expect(cv).toBeFocused();
  await cv.setInputFiles(text("new.txt", "new"));
  await cv.setInputFiles(text("newer.txt", "newer"));
  await expect(mine.getByRole("listitem")).toHaveText(["newer.txt, 5 bytes"]);
  await mine.getByRole("button", { name: "Apply", exact: true }).click(); // the wrong picture does not hold it up
  await expect(here.code(2).stdout).toHaveText(" newer.txt newer <nil> 0\n");
});

test("a submit waits for the files that are on their way", async ({ open, page }) => {
  const here = await open(source);
  await here.runAll();
  const mine = form(here);
  const held = await hold(page);
  await chooser(mine, "CV (required)").setInputFiles(text("cv.txt", "slow"));
  await expect(mine.getByRole("progressbar", { name: "Sending cv.txt" })).toBeVisible();
  const apply = mine.getByRole("button", { name: "Apply", exact: true });
  await apply.click();
  await expect(apply).toHaveAttribute("aria-busy", "true");
  await mine.getByLabel("Name").fill("Ada");
  await expect(here.code(2).stdout).toHaveCount(0);
  await held.release();
  await expect(here.code(2).stdout).toHaveText("Ada cv.txt slow <nil> 0\n");
  await expect(apply).toHaveAttribute("aria-busy", "false");

  // One that is canceled meanwhile does not come, and the form says what it lacks.
  const again = await hold(page);
  await chooser(mine, "CV (required)").setInputFiles(text("cv.txt", "never"));
  await apply.click();
  await mine.getByRole("button", { name: "Cancel sending cv.txt" }).press("Enter");
  await expect(messages(mine)).toHaveText("Please fill this in.");
  await again.release();
});

test("a form made of inputs has files too, and reports them", async ({ open }) => {
  const here = await open(notebook(
    `parts := control.Form([]control.FormField{
	{Name: "note", Input: control.Text("Note")},
	{Name: "file", Input: control.File("File")},
}, control.FormOptions[control.Values]{Label: "Parts", Submit: "Send", ReportChanges: true, ResetOnSubmit: true})
parts`,
    `control.Listen(parts, func(ev control.FormEvent[control.Values]) {
	fmt.Println(ev.Submitted, ev.Data["note"], ev.Data["file"])
})`,
    `parts.Reset("")`,
  ));
  await here.code(1).run();
  await here.code(2).run();
  const mine = here.code(1).value.getByRole("form", { name: "Parts" });
  await chooser(mine, "File").setInputFiles(text("a.txt", "x"));
  await expect(here.code(2).stdout).toHaveText("false  a.txt (1 bytes)\n");
  await here.code(3).run();
  await expect(mine.getByRole("listitem")).toHaveCount(0);
  await expect(here.code(2).stdout).toHaveText("false  a.txt (1 bytes)\nfalse  <nil>\n");

  // What a submit resets is a change, too.
  await chooser(mine, "File").setInputFiles(text("b.txt", "x"));
  await expect(here.code(2).stdout).toContainText("false  b.txt (1 bytes)\n"); // it is there
  await mine.getByLabel("Note").fill("hi");
  await mine.getByLabel("Note").press("Enter");
  await expect(here.code(2).stdout).toContainText("false  b.txt (1 bytes)\nfalse hi b.txt (1 bytes)\ntrue hi b.txt (1 bytes)\nfalse  <nil>\n");
});

test("a camera or microphone that is not there, or not allowed, is said at the field", async ({ open, page }) => {
  const here = await open(notebook(`control.Image("Shot")`, `control.Audio("Noise")`));
  await here.runAll();
  const [shot, noise] = [here.code(1).value, here.code(2).value];
  await shot.getByRole("button", { name: "Take a picture for Shot" }).click();
  await expect(shot.getByRole("alert").filter({ hasText: /\S/ })).toHaveText("There is no camera.");
  await noise.getByRole("button", { name: "Record Noise" }).click();
  await expect(noise.getByRole("alert").filter({ hasText: /\S/ })).toHaveText("There is no microphone.");
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await shot.getByRole("button", { name: "Take a picture for Shot" }).click();
  await expect(shot.getByRole("alert").filter({ hasText: /\S/ })).toHaveText(
    "The camera may not be used: allow it in the browser's settings for this page.",
  );
  await expect(shot.getByRole("group", { name: "Camera" })).toBeHidden();
});

/// Holds back what is put to the server until released.
async function hold(page: Page): Promise<{ release(): Promise<void> }> {
  const waiting: Route[] = [];
  let open = false;
  const handler = (route: Route) => (open ? route.continue() : void waiting.push(route));
  await page.route("**/upload/**", handler);
  return {
    release: async () => {
      open = true;
      await Promise.all(waiting.splice(0).map((route) => route.continue().catch(() => undefined)));
      await page.unroute("**/upload/**", handler);
    },
  };
}
