/// What a widget does to the page around it: title, address, messages, going elsewhere; on a
/// page of its own and in a notebook.

import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

test("a widget with a page of its own has title, address and history", async ({ page, other, programs }) => {
  const served = await programs.start("list", { args: ["127.0.0.1:0"] });
  await page.goto(served.url);
  await other.goto(`${served.url}/?page=2`);
  const list = page.frameLocator("iframe");
  await expect(list.getByRole("listitem")).toHaveCount(5);
  await expect(page).toHaveTitle("List, page 1");
  await expect(other).toHaveTitle("List, page 2");
  await expect(other.frameLocator("iframe").getByRole("listitem")).toHaveCount(2);

  await list.getByRole("button", { name: "Later" }).click();
  await expect(page).toHaveURL(/\?page=2$/);
  await expect(page).toHaveTitle("List, page 2");
  await expect(list.getByRole("listitem")).toHaveText(["peach", "fig"]);
  await page.goBack();
  await expect(page).toHaveTitle("List, page 1");
  await expect(list.getByRole("listitem")).toHaveCount(5);
  await page.goForward();
  await expect(list.getByRole("listitem")).toHaveText(["peach", "fig"]);
  await page.reload();
  await expect(list.getByRole("listitem")).toHaveText(["peach", "fig"]);
  await expect(page).toHaveTitle("List, page 2");
});

test("a reply settles the promise, a message is one page's and stays until it is dismissed", async ({ page, other, programs }) => {
  const served = await programs.start("list", { args: ["127.0.0.1:0"] });
  await page.goto(`${served.url}/?page=2`);
  await other.goto(`${served.url}/?page=2`);
  const list = page.frameLocator("iframe");
  await list.getByRole("textbox").fill("  ");
  await list.getByRole("button", { name: "Add" }).click();
  await expect(list.getByRole("status")).toHaveText("HandleEvent: an item needs a name");
  await page.getByRole("button", { name: "Dismiss" }).click();

  await list.getByRole("textbox").fill("date");
  await list.getByRole("button", { name: "Add" }).click();
  await expect(list.getByRole("status")).toHaveText("8 items");
  for (const p of [page, other]) await expect(p.frameLocator("iframe").getByRole("listitem")).toHaveText(["peach", "fig", "date"]);
  await expect(page.getByText("date was added")).toBeVisible();
  await expect(other.getByText("date was added")).toHaveCount(0);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByText("date was added")).toHaveCount(0);
});

const site = `type site struct{}

type nothing struct{}

func (site) HandleParams(ctx *live.Context[nothing], u *url.URL) error { return ctx.PageTitle("at " + u.String()) }

func (site) HandleConnect(ctx *live.Context[nothing]) (any, error) { return ctx.Origin(), nil }

func (site) HandleEvent(ctx *live.Context[nothing], event string, p live.Payload) error {
	switch event {
	case "patch":
		return ctx.PushPatch("/there", url.Values{"x": {"1"}})
	case "redirect":
		_ = ctx.PutFlash("info", "welcome <b>here</b>")
		return ctx.PushRedirect("/new", nil)
	case "out":
		return ctx.PushRedirect("https://go.dev/", nil, live.Nav{External: true})
	}
	return ctx.PutFlash("error", "no such event")
}`;

const show = `live.New(site{}, 0, live.Options{Assets: jsassets.Inline("main.js", \`export function init(ctx, origin) {
  ctx.root.innerHTML = ["patch", "redirect", "out", "other"].map((name) => "<button>" + name + "</button>").join("") + "<p>" + (ctx.origin === origin) + "</p>";
  for (const b of ctx.root.querySelectorAll("button")) b.onclick = () => ctx.pushEvent(b.textContent);
}\`)})`;

test("in a notebook the title stands above the widget, and the page stays where it is", async ({ open, page }) => {
  const here = await open(notebook('import "net/url"\n\n' + site, show));
  await here.runAll();
  const { region, widget } = here.code(2);
  await expect(widget.getByText("true")).toBeVisible(); // ctx.origin is what callbacks see
  await expect(region.getByText("at /", { exact: true })).toBeVisible();
  const [url, title] = [page.url(), await page.title()];
  await widget.getByRole("button", { name: "patch" }).click();
  await expect(region.getByText("at /there?x=1", { exact: true })).toBeVisible();
  await widget.getByRole("button", { name: "redirect" }).click();
  await expect(region.getByText("at /new", { exact: true })).toBeVisible();
  await expect(region.getByText("welcome <b>here</b>")).toBeVisible();
  await widget.getByRole("button", { name: "other" }).click();
  await expect(region.getByRole("alert")).toContainText("no such event");
  await widget.getByRole("button", { name: "out" }).click();
  await expect(region.getByRole("link", { name: "https://go.dev/" })).toHaveAttribute("rel", /noopener/);
  expect([page.url(), await page.title()]).toEqual([url, title]);
});
