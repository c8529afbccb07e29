/// The end-to-end suite: the real program, its own notebook file and port for each test, in
/// real Chromium. `make test-e2e` runs it.

import { defineConfig } from "@playwright/test";

const chromium = process.env["CHROMIUM"] ?? "chromium";

export default defineConfig({
  testDir: ".",
  globalSetup: "./setup.ts",
  outputDir: "test-results",
  reporter: [["list"]],
  forbidOnly: process.env["CI"] === "true",
  retries: process.env["CI"] === "true" ? 2 : 0, // a retried test is reported as flaky
  workers: 2,
  fullyParallel: true,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    viewport: { width: 1100, height: 800 },
    screenshot: "only-on-failure", // E2E="--trace on" says more, slowly
    launchOptions: {
      executablePath: chromium.includes("/") ? chromium : `/usr/bin/${chromium}`,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
