/// Questions to the session and their answers, joined by number.

import { count, members, text, type Members } from "../reading.ts";

/// Which event answers which.
const answers = {
  complete: "completion",
  describe: "description",
  hover: "hovered",
  signature: "signatures",
  definition: "defined",
  rename: "renamed",
  format: "formatted",
} as const;

export type Question = keyof typeof answers;

export interface AskOptions {
  /// Milliseconds until it counts as unanswered.
  within: number;
  /// Milliseconds to wait before it is sent at all: a newer question replaces it till then.
  after?: number;
  /// Whether an older question of this kind goes unanswered for it.
  replaces?: boolean;
}

interface Open {
  question: Question;
  end(answer: Members | null): void;
}

/// Requests keeps the questions that are open. Every one comes to an end: with its answer,
/// or with null when it was replaced, refused, dropped or not answered in time.
export class Requests {
  private readonly open = new Map<number, Open>();
  private asked = 0;

  /// `send` reports whether the question could be sent.
  constructor(private readonly send: (event: string, payload: Members) => boolean) {}

  ask(question: Question, payload: Members, { within, after, replaces = false }: AskOptions): Promise<Members | null> {
    if (replaces) this.end((open) => open.question === question);
    const n = ++this.asked;
    return new Promise((resolve) => {
      const put = () => {
        if (!this.send(question, { n, ...payload })) end(null);
      };
      const late = setTimeout(() => end(null), within + (after ?? 0));
      const waiting = after === undefined ? undefined : setTimeout(put, after);
      const end = (answer: Members | null) => {
        clearTimeout(late);
        clearTimeout(waiting);
        this.open.delete(n);
        resolve(answer);
      };
      this.open.set(n, { question, end });
      if (after === undefined) put();
    });
  }

  /// Takes an event of the server; false if it is of no question's.
  hear(event: string, payload: unknown): boolean {
    const from = members(payload);
    if (event === "error") return this.refused(text(from["event"]));
    const question = (Object.keys(answers) as Question[]).find((name) => answers[name] === event);
    if (!question) return false;
    const open = this.open.get(count(from["n"]));
    if (open?.question === question) open.end(from);
    return true;
  }

  /// Ends all that is open: no answer will come.
  forget(): void {
    this.end(() => true);
  }

  /// A server that cannot answer a question says so without its number: all alike end.
  private refused(event: string): boolean {
    if (!(event in answers)) return false;
    this.end((open) => open.question === event);
    return true;
  }

  private end(meant: (open: Open) => boolean): void {
    for (const open of [...this.open.values()]) if (meant(open)) open.end(null);
  }
}
