/// Files as a field of a form: the page's own until the form is submitted.

import type { BuiltinContext } from "../contract.ts";
import { FileField } from "./filefield.ts";
import type { Part } from "./part.ts";
import type { Answer, Props } from "./props.ts";

/// What a page knows of files that it has sent: the name that the Go half knows them by.
interface Draft {
  id: string;
  value: unknown;
}

export class FormFile extends FileField implements Part {
  private id: string | null = null;

  constructor(
    private readonly ctx: BuiltinContext,
    props: Props,
    changed: () => void,
  ) {
    super(props, {
      upload: (all, options) => ctx.upload(`files:${props.name}`, all, options),
      sent: (said) => ctx.pushEvent("uploaded", { ...said, field: props.name }) as Promise<Answer | null>,
      clear: async () => {
        this.write(null);
        changed();
        return null;
      },
      content: (at) => ctx.pushEvent("content", { id: this.id, at }) as Promise<Answer | null>,
      changed: ({ id = "", value }) => {
        this.keep({ id, value });
        changed();
      },
    });
  }

  override read(): unknown {
    return this.id;
  }

  override draft(): unknown {
    return this.id === null ? null : ({ id: this.id, value: this.props.value } satisfies Draft);
  }

  override write(draft: unknown): void {
    this.abort();
    this.keep(draft as Draft | null);
  }

  private keep(draft: Draft | null): void {
    const id = draft?.id ?? null;
    if (this.id !== null && this.id !== id) void this.ctx.pushEvent("drop", [this.id]);
    this.id = id;
    this.update({ value: draft?.value ?? null });
  }
}
