/// The Go of a notebook page: what its editors ask, and where the answers lead.

import type { Span } from "../notebook.ts";
import type { Members } from "../reading.ts";
import { Service } from "./service.ts";
import type { LanguageActions } from "./support.ts";

export interface Page {
  /// Sends a question; false if that cannot be done now.
  send(event: string, payload: Members): boolean;
  /// Shows a part of a cell, as the server has its text.
  select(id: number, span: Span): void;
  /// Resolves when the server has all edits of all cells.
  settled(): Promise<void>;
  say(message: string, kind: "error" | "note"): void;
}

/// How long saving waits for formatting.
const patience = 1000;

export class GoLanguage implements LanguageActions {
  readonly service: Service;

  constructor(private readonly page: Page) {
    this.service = new Service((event, payload) => page.send(event, payload));
  }

  go(id: number, span: Span): void {
    this.page.select(id, span);
  }

  visit(url: string): void {
    open(url, "_blank", "noopener,noreferrer");
  }

  async settled(): Promise<void> {
    await Promise.race([this.page.settled(), pause(patience)]);
  }

  format(id: number): void {
    void this.formatOne(id);
  }

  /// Resolves when all code cells are formatted, or it takes too long. What cannot be
  /// formatted stays as it is: nobody asked for words about it.
  async formatAll(): Promise<void> {
    const done = this.page.settled().then(() => this.service.format(0, patience));
    await Promise.race([done, pause(patience)]);
  }

  tell(message: string): void {
    this.page.say(message, "note");
  }

  private async formatOne(id: number): Promise<void> {
    await this.settled();
    const problem = await this.service.format(id, 5000);
    if (problem) this.page.say(problem, "error");
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
