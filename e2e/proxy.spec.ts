/// What a cell's http.Handler serves is shown under the cell, and reaches nothing else.

import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

const site = `import "net/http"

visits := 0
mux := http.NewServeMux()
mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
	visits++
	fmt.Fprintf(w, \`<title>site</title><h1>Visit %d</h1><p id="data"></p><p id="reach"></p><a href="about">About</a><script src="app.js"></script>\`, visits)
})
mux.HandleFunc("GET /app.js", func(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/javascript")
	fmt.Fprint(w, \`fetch("data", { method: "POST", body: "x" }).then((r) => r.text()).then((t) => (data.textContent = t));
	let cookie; try { cookie = document.cookie } catch (e) { cookie = e.name }
	let up; try { up = parent.document.title } catch (e) { up = e.name }
	reach.textContent = cookie + " " + up;\`)
})
mux.HandleFunc("POST /data", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "posted to ", r.URL.Path) })
mux.HandleFunc("GET /about", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<h1>About</h1>") })
proxy.New(mux, proxy.Options{Title: "My site"})`;

test("a cell's own web site is shown, works, and stays where it is", async ({ open, context }) => {
  const here = await open(notebook(site));
  await here.runAll();
  const { region } = here.code(1);
  const shown = region.frameLocator('iframe[title="My site"]');
  await expect(shown.getByRole("heading")).toHaveText("Visit 1");
  await expect(shown.locator("#data")).toHaveText("posted to /data");
  await expect(shown.locator("#reach")).toHaveText("SecurityError SecurityError");
  await shown.getByRole("link", { name: "About" }).click();
  await expect(shown.getByRole("heading")).toHaveText("About");

  const opened = context.waitForEvent("page");
  await region.getByRole("link", { name: "Open in a tab of its own" }).click();
  const tab = await opened;
  await expect(tab.getByRole("heading")).toHaveText("Visit 2");
  await expect(tab.locator("#reach")).toHaveText("SecurityError site");
  const address = tab.url();

  await here.code(1).run();
  await expect(shown.getByRole("heading")).toHaveText("Visit 1");
  await tab.goto(address);
  await expect(tab.getByText("no cell serves this any more")).toBeVisible();
  await tab.close();
});
