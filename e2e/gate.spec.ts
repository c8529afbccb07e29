/// Who is let in: over HTTP, over the socket, out of a widget's frame.

import { request, type IncomingMessage } from "node:http";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import { burglar, counter, counterLog, notebook } from "./sources.ts";

interface Ask {
  path: string;
  method?: string;
  headers?: Record<string, string>;
}

/// ask gives the status of the answer; 101 for a socket that opened.
function ask(port: number, { path, method = "GET", headers = {} }: Ask): Promise<number> {
  return answer(port, { path, method, headers }).then((response) => response.statusCode!);
}

function answer(port: number, { path, method, headers }: Ask): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
      response.resume();
      resolve(response);
    });
    asked.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    asked.on("error", reject);
    asked.end();
  });
}

const upgrade = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

test("without the token every path but the frames' files is refused", async ({ programs }) => {
  const { served } = await programs.serve(notebook("1"));
  const { port, token } = served;
  const paths = ["/", "/socket", "/static/page.js", "/static/page.css", "/embed.js", "/nothing", "/%2e%2e/", "//", "/debug/pprof/"];
  for (const path of paths) {
    for (const method of ["GET", "POST", "DELETE", "OPTIONS"]) {
      expect([401, 403], `${method} ${path}`).toContain(await ask(port, { path, method }));
      const wrong = path + "?token=" + "x".repeat(token.length);
      expect([401, 403], `${method} ${wrong}`).toContain(await ask(port, { path: wrong, method }));
    }
    const headers = { Cookie: `gokino-${port}=wrong; token=${token}`, Authorization: "Bearer wrong" };
    expect([401, 403], `${path} with wrong words`).toContain(await ask(port, { path, headers }));
  }
  expect([401, 403]).toContain(await ask(port, { path: "/socket", headers: upgrade }));

  // Only a frame's own files are open; they may be asked for and nothing else.
  expect(await ask(port, { path: "/frame" })).toBe(200);
  expect(await ask(port, { path: "/frame/frame.js" })).toBe(200);
  expect([401, 403, 405]).toContain(await ask(port, { path: "/frame", method: "POST" }));
  for (const path of ["/frame/page.js", "/frame/../static/page.js", "/frame/%2e%2e/static/page.js", "/assets/x/../../static/page.js"]) {
    expect(await ask(port, { path }), path).not.toBe(200);
  }
});

test("with the token one gets in, by cookie after a redirect that hides it", async ({ programs, page }) => {
  const { served } = await programs.serve(notebook("1"));
  await NotebookPage.open(page, served.url);
  expect(page.url()).not.toContain(served.token);
  const cookies = await page.context().cookies();
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  expect(await page.evaluate(() => document.cookie)).toBe("");
  await page.goto(served.origin); // the cookie is enough from now on
  await expect(new NotebookPage(page).code(1).region).toBeVisible();
  expect(await ask(served.port, { path: "/", headers: { Authorization: `Bearer ${served.token}` } })).toBe(200);
});

test("a wrong Host or Origin is refused, on HTTP and on the socket, token or not", async ({ programs }) => {
  const { served } = await programs.serve(notebook("1"));
  const { port, token } = served;
  const cookie = { Cookie: `gokino-${port}=${token}` };
  const own = `127.0.0.1:${port}`;
  const socket = { ...upgrade, ...cookie, Host: own };

  expect(await ask(port, { path: "/", headers: cookie })).toBe(200);
  expect(await ask(port, { path: "/", headers: { ...cookie, Host: `localhost:${port}` } })).toBeLessThan(402);
  expect(await ask(port, { path: "/socket", headers: { ...socket, Origin: `http://${own}` } })).toBe(101);

  for (const host of ["evil.example", `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `localhost.evil.example`, "10.0.0.1"]) {
    expect([401, 403], host).toContain(await ask(port, { path: "/", headers: { ...cookie, Host: host } }));
    expect([401, 403], host).toContain(await ask(port, { path: `/?token=${token}`, headers: { Host: host } }));
    expect([401, 403], host).toContain(await ask(port, { path: "/frame", headers: { Host: host } }));
    const headers = { ...socket, Host: host, Origin: `http://${host}` };
    expect([401, 403], `socket, ${host}`).toContain(await ask(port, { path: "/socket", headers }));
  }
  const origins = ["http://evil.example", `http://localhost:${port + 1}`, "null", `http://${own}.evil.example`, "http://127.0.0.1", "not a URL"];
  for (const origin of origins) {
    expect([401, 403], origin).toContain(await ask(port, { path: "/", headers: { ...cookie, Origin: origin } }));
    expect([401, 403], `socket, ${origin}`).toContain(await ask(port, { path: "/socket", headers: { ...socket, Origin: origin } }));
  }
  for (const site of ["cross-site", "same-site"]) {
    const headers = { ...cookie, "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script" };
    expect([401, 403], site).toContain(await ask(port, { path: "/static/page.js", headers }));
  }
});

test("the page bears a policy: own scripts only, and nobody frames it", async ({ programs }) => {
  const { served } = await programs.serve(notebook("1"));
  const { headers } = await answer(served.port, { path: "/", headers: { Cookie: `gokino-${served.port}=${served.token}` } });
  const policy = String(headers["content-security-policy"]);
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  const frame = await answer(served.port, { path: "/frame" });
  expect(String(frame.headers["content-security-policy"])).toMatch(/(^|; )sandbox allow-scripts(?![^;]*allow-same-origin)/);
});

test("a widget's frame reaches neither page, cookies, storage nor API", async ({ open }) => {
  const here = await open(notebook(burglar));
  await here.code(1).run();
  const frame = here.code(1).widget;
  await expect(frame.getByRole("status", { name: "end" })).toHaveText("done");
  const outcome = async (name: string) => frame.getByRole("status", { name, exact: true }).textContent();
  expect(await outcome("document")).toBe("SecurityError");
  expect(await outcome("location")).toBe("SecurityError");
  expect(await outcome("top")).toBe("SecurityError");
  expect(["none", "SecurityError"]).toContain(await outcome("element"));
  expect(await outcome("storage")).toBe("SecurityError");
  expect(await outcome("cookie")).toBe("[]");
  expect(await outcome("origin")).toBe("null");
  expect(await outcome("api")).toBe("TypeError"); // CORS: not even the status is told
  expect(await outcome("socket")).toBe("refused");
});

test("a widget's files, opened as a page of their own, have no power either", async ({ open, page }) => {
  const here = await open(notebook(counterLog, counter));
  await here.code(1).run();
  await here.code(2).run();
  await expect(here.code(2).widget.getByRole("button", { name: "Bump" })).toBeVisible();
  const asset = page.frames().flatMap((frame) => (frame === page.mainFrame() ? [] : [frame]))[0]!;
  const url = await asset.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name).find((name) => name.includes("/assets/")));
  expect(url).toBeTruthy();
  await page.goto(url!);
  expect(await page.evaluate(() => self.origin)).toBe("null");
});
