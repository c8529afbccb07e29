/// The session as the one who knows Go: a question each, and null where no answer came.

import * as read from "./messages.ts";
import { Requests, type AskOptions } from "./requests.ts";
import { text, type Members } from "../reading.ts";

/// A place in a cell, with the text that the page has there: answers are about that text,
/// whatever edits are on their way.
export interface Place {
  id: number;
  source: string;
  offset: number;
}

const quick: AskOptions = { within: 5000, replaces: true };

export class Service {
  private readonly requests: Requests;

  /// `send` reports whether the question could be sent.
  constructor(send: (event: string, payload: Members) => boolean) {
    this.requests = new Requests(send);
  }

  /// Takes an event of the server; false if it is no answer.
  hear(event: string, payload: unknown): boolean {
    return this.requests.hear(event, payload);
  }

  /// Call when the server has forgotten the page.
  forget(): void {
    this.requests.forget();
  }

  async complete(place: Place, explicit: boolean): Promise<read.Completions | null> {
    const answer = await this.requests.ask("complete", { ...place, explicit }, quick);
    return answer && read.completions(answer);
  }

  /// The documentation of an item, as HTML that has yet to be sanitised.
  async describe(place: Place, label: string, detail: string): Promise<string> {
    const answer = await this.requests.ask("describe", { ...place, label, detail }, { ...quick, after: 60 });
    return answer ? text(answer["html"]) : "";
  }

  async hover(place: Place): Promise<read.Hovered | null> {
    const answer = await this.requests.ask("hover", { ...place }, quick);
    return answer && read.hovered(answer);
  }

  async signature(place: Place): Promise<read.Signature | null> {
    const answer = await this.requests.ask("signature", { ...place }, { ...quick, after: 40 });
    return answer && read.signature(answer);
  }

  async definition(place: Place): Promise<read.Defined | null> {
    const answer = await this.requests.ask("definition", { ...place }, quick);
    return answer && read.defined(answer);
  }

  /// With an empty name: what would be renamed. Else renames, in all cells.
  async rename(place: Place, name: string): Promise<read.Renamed | null> {
    const answer = await this.requests.ask("rename", { ...place, name }, { within: 5000 });
    return answer && read.renamed(answer);
  }

  /// Formats a cell, or with 0 all code cells. The edits have arrived when this resolves, with
  /// what the session says went wrong, or null when it said nothing.
  async format(id: number, within: number): Promise<string | null> {
    const answer = await this.requests.ask("format", { id }, { within });
    return answer && text(answer["error"]);
  }
}
