/// A form: what is entered is this page's own until it is submitted.

import { h, setText } from "../../page/dom.ts";
import type { BuiltinContext } from "../contract.ts";
import { Press } from "./button.ts";
import { asks } from "./enter.ts";
import { Field } from "./field.ts";
import { FormFile } from "./formfile.ts";
import type { Part } from "./part.ts";
import { afterChanges } from "./pending.ts";
import { uniqueID, type Answer, type Props } from "./props.ts";
import { steadily } from "./steady.ts";

/// What was entered in a form whose view had to start anew, by the element around it.
const drafts = new WeakMap<Element, Record<string, unknown>>();

export function form(ctx: BuiltinContext, props: Props): { element: HTMLElement; update(patch: Partial<Props>): void } {
  const view = new Form(ctx, props);
  const host = ctx.root.parentElement!;
  view.restore(drafts.get(host) ?? {});
  ctx.onDestroy(() => {
    drafts.set(host, view.drafts());
    view.close();
  });
  ctx.handleEvent("errors", (errors) => view.complain(errors as Record<string, string>));
  ctx.handleEvent("set", (values) => view.set(values as Record<string, unknown>));
  ctx.handleEvent("field", (patch) => view.updateField(patch as Partial<Props>));
  ctx.handleEvent("reset", () => {
    view.hush();
    view.reset();
  });
  return { element: view.element, update: (patch) => view.update(patch) };
}

function isFile({ kind }: Props): boolean {
  return kind === "file" || kind === "image" || kind === "audio";
}

class Form {
  readonly element: HTMLFormElement;
  private readonly fields = new Map<string, Part>();
  private readonly starts: Record<string, unknown> = {};
  private readonly title = h("p", { class: "gk-control-legend", id: uniqueID() });
  private readonly help = h("p", { class: "gk-control-help", id: uniqueID() });
  private readonly message = h("p", { class: "gk-control-error", role: "alert" });
  private readonly submit: Press | null;
  private sending = false;

  constructor(
    private readonly ctx: BuiltinContext,
    private readonly props: Props,
  ) {
    for (const part of props.fields ?? []) {
      this.starts[part.name!] = part.value;
      const changed = () => this.changed(part.name!);
      const own = { ...part };
      this.fields.set(part.name!, isFile(part) ? new FormFile(ctx, own, changed) : new Field(own, { send: changed }));
    }
    this.submit = props.submit ? new Press(true, "submit") : null;
    this.element = h(
      "form",
      { class: "gk-control-form", novalidate: true, "aria-labelledby": this.title.id, "aria-describedby": this.help.id },
      this.title,
      ...[...this.fields.values()].map((field) => field.element),
      this.help,
      this.message,
      this.submit?.element,
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.element.addEventListener("keydown", (event) => {
      const kind = (event.target as Element).closest<HTMLElement>("[data-kind]")?.dataset["kind"];
      if (!kind || !asks(event, kind)) return;
      event.preventDefault();
      void this.send();
    });
    this.refresh();
  }

  /// The values of all fields, as they are sent; one that cannot be read is left out.
  private entered(): Record<string, unknown> {
    return this.collect((field) => field.read());
  }

  drafts(): Record<string, unknown> {
    return this.collect((field) => field.draft());
  }

  private collect(value: (field: Part) => unknown): Record<string, unknown> {
    const values = [...this.fields].map(([name, field]) => [name, value(field)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }

  close(): void {
    for (const field of this.fields.values()) field.close();
  }

  restore(values: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(values)) this.fields.get(name)?.write(value);
  }

  /// Shows values from Go.
  set(values: Record<string, unknown>): void {
    this.restore(values);
    for (const name of Object.keys(values)) this.fields.get(name)?.say("");
  }

  reset(names: readonly string[] = [...this.fields.keys()]): void {
    for (const name of names) this.fields.get(name)?.write(this.starts[name]);
    if (names.length > 0 && this.props.changes) this.report();
  }

  /// Takes all messages away.
  hush(): void {
    this.say("");
    for (const field of this.fields.values()) field.say("");
  }

  complain(errors: Record<string, string>): void {
    for (const [name, message] of Object.entries(errors)) {
      if (name === "") this.say(message);
      else this.fields.get(name)?.say(message);
    }
    const first = [...this.fields].find(([name]) => errors[name]);
    first?.[1].focus();
  }

  update(patch: Partial<Props>): void {
    Object.assign(this.props, patch);
    this.refresh();
  }

  updateField({ name, ...patch }: Partial<Props>): void {
    const part = this.props.fields?.find((field) => field.name === name);
    if (!part) return;
    Object.assign(part, patch);
    this.refresh();
  }

  private say(message: string): void {
    steadily(() => {
      setText(this.message, message);
      this.message.hidden = message === "";
    });
  }

  private changed(name: string): void {
    this.fields.get(name)?.say("");
    if (this.props.changes) this.report();
  }

  private report(): void {
    void this.ctx.pushEvent("change", this.entered()).then((answer) => this.hear(answer as Answer | null));
  }

  private async send(): Promise<void> {
    if (this.props.disabled || this.props.loading || this.sending) return;
    this.sending = true;
    await this.deliver().finally(() => (this.sending = false));
    this.refresh();
  }

  private async deliver(): Promise<void> {
    this.hush();
    for (const field of this.fields.values()) {
      field.finish();
      if (field.read() === undefined) {
        field.say("This cannot be read.");
        return field.focus();
      }
    }
    this.refresh();
    const there = await Promise.all([...this.fields.values()].map((field) => field.settled()));
    if (!there.every(Boolean)) return [...this.fields.values()][there.indexOf(false)]!.focus();
    await new Promise<void>(afterChanges);
    const answer = await this.ctx.pushEvent("submit", this.entered()).catch((error: Error) => ({ error: error.message }));
    this.hear(answer as Answer | null);
  }

  private hear(answer: Answer | null): void {
    if (answer?.error) this.say(answer.error);
    if (answer?.errors) this.complain(answer.errors);
    if (answer?.reset) this.reset(answer.reset);
  }

  private refresh(): void {
    const { label, help, submit, disabled = false, loading = false } = this.props;
    setText(this.title, label);
    this.title.hidden = !label;
    setText(this.help, help ?? "");
    this.help.hidden = !help;
    this.message.hidden = !this.message.textContent;
    this.submit?.update(submit ?? "", disabled, loading || this.sending);
    for (const part of this.props.fields ?? []) {
      const { value: _, error: __, ...shown } = part;
      this.fields.get(part.name!)?.update({ ...shown, disabled: Boolean(disabled || loading || part.disabled) });
    }
  }
}
