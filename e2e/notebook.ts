/// The notebook page as a person meets it: regions, buttons, what is written there.

import { expect, type FrameLocator, type Locator, type Page } from "@playwright/test";

export class NotebookPage {
  readonly toolbar: Locator;
  readonly cells: Locator;

  constructor(readonly page: Page) {
    this.toolbar = page.getByRole("toolbar", { name: "Notebook" });
    this.cells = page.getByRole("region");
  }

  /// Opens the address a gokino printed and waits for the notebook.
  static async open(page: Page, url: string): Promise<NotebookPage> {
    await page.goto(url);
    const notebook = new NotebookPage(page);
    await notebook.loaded();
    return notebook;
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.loaded();
  }

  code(id: number): CodeCell {
    return new CodeCell(this.page.getByRole("region", { name: `Code cell ${id}`, exact: true }));
  }

  /// The text cells, in order.
  get texts(): Locator {
    return this.page.getByRole("region", { name: "Text cell", exact: true });
  }

  /// What the cells are, from the first to the last.
  names(): Promise<string[]> {
    return this.cells.evaluateAll((cells) => cells.map((cell) => cell.getAttribute("aria-label") ?? ""));
  }

  button(name: string): Locator {
    return this.toolbar.getByRole("button", { name, exact: true });
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  /// Runs all cells and waits until each has.
  async runAll(): Promise<void> {
    await this.press("Run all");
    for (const cell of await this.page.getByRole("region", { name: /^Code cell/ }).all()) {
      await expect(cell).toHaveAttribute("data-state", "ok");
    }
  }

  private async loaded(): Promise<void> {
    await expect(this.page.getByRole("main")).toBeVisible();
    await expect(this.cells.first()).toBeVisible();
  }
}

export class CodeCell {
  readonly editor: Locator;
  readonly stdout: Locator;
  readonly stderr: Locator;
  readonly value: Locator;
  readonly error: Locator;
  readonly note: Locator;
  readonly status: Locator;

  constructor(readonly region: Locator) {
    this.editor = region.getByRole("textbox", { name: /^Source of/ });
    this.stdout = region.locator("[data-output=stdout]");
    this.stderr = region.locator("[data-output=stderr]");
    this.value = region.locator("[data-output=value]");
    this.error = region.getByRole("group", { name: "Error" });
    this.note = region.locator(".output-note");
    this.status = region.locator(".cell-status");
  }

  /// The frame of the widget that the cell shows.
  get widget(): FrameLocator {
    return this.region.frameLocator("iframe");
  }

  async is(state: string): Promise<void> {
    await expect(this.region).toHaveAttribute("data-state", state);
  }

  async isStale(stale: boolean): Promise<void> {
    await expect(this.region).toHaveAttribute("data-stale", String(stale));
  }

  button(name: string): Locator {
    return this.region.getByRole("button", { name, exact: true });
  }

  async press(name: string): Promise<void> {
    await this.region.hover();
    await this.button(name).click();
  }

  /// Starts a run with the button.
  async start(): Promise<void> {
    await this.button("Run cell").click();
  }

  /// Runs the cell, whose state is not ok yet, and waits until it is.
  async run(): Promise<void> {
    await this.start();
    await this.is("ok");
  }

  /// The source as the editor shows it.
  async source(): Promise<string> {
    const lines = await this.region.locator(".cm-line").allTextContents();
    return lines.join("\n");
  }

  /// Replaces the source as a paste over everything does.
  async replace(source: string): Promise<void> {
    await this.editor.click();
    await this.editor.press("ControlOrMeta+a");
    await this.editor.evaluate((element, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, source);
    await expect.poll(() => this.source()).toBe(source);
  }

  /// Types at the end of the source, key by key.
  async typeAtEnd(text: string): Promise<void> {
    await this.editor.click();
    await this.editor.press("ControlOrMeta+End");
    await this.editor.page().keyboard.type(text);
  }
}
