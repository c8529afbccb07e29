/// What passes between a page and the sandboxed frame of a widget, typed both ways. The
/// frame's first word, `Ready`, goes to the parent window; the page answers with a
/// MessagePort, and everything else goes through that.

export interface Ready {
  type: "ready";
}

/// The page's answer to Ready; one MessagePort is transferred with it.
export interface Port {
  type: "port";
}

/// page → frame
export type ToFrame =
  /// Import the widget's module: `entry` below `base`, an absolute URL.
  | { type: "load"; base: string; entry: string }
  /// Show a static HTML value instead of a widget.
  | { type: "html"; html: string }
  | { type: "init"; payload: unknown; model: unknown; origin: string }
  /// New values of the mirrored state.
  | { type: "model"; patch: unknown }
  | { type: "event"; event: string; payload: unknown }
  /// The answer to the event with this number; `error` is "" if it went well.
  | { type: "reply"; call: number; payload: unknown; error: string }
  /// How many bytes of a file of this call were sent.
  | { type: "uploadProgress"; call: number; index: number; loaded: number }
  | { type: "gone"; reason: string }
  | { type: "fail"; message: string }
  | { type: "connection"; connected: boolean }
  /// A cell is about to run: flush what the user typed.
  | { type: "sync"; id: number };

/// frame → page
export type FromFrame =
  /// `call` numbers the frame's events, for the answer.
  | { type: "event"; event: string; payload: unknown; call: number }
  /// Send files to the widget; answered as an event is.
  | { type: "upload"; call: number; name: string; files: File[] }
  | { type: "uploadAbort"; call: number }
  | { type: "resize"; height: number }
  /// The widget has flushed; what it pushed came before.
  | { type: "syncReply"; id: number }
  | { type: "error"; message: string }
  | { type: "key"; key: string; ctrl: boolean; shift: boolean; alt: boolean; meta: boolean };

/// What has become of one file.
export interface UploadResult {
  name: string;
  size: number;
  /// The file's own name in Go, UploadEntry.Ref; "" if it was not admitted.
  ref: string;
  /// The MIME type that the server took it for, "" if that is not known.
  type: string;
  /// Why it was not taken ("too_large", "not_accepted", …); "" if it was.
  error: string;
  /// The same for people.
  message: string;
}

/// isMessage tells whether something that came in is an object with a type, so that a
/// switch over the types is safe. Members still are what the sender made them.
export function isMessage(data: unknown): data is { type: string } {
  return typeof data === "object" && data !== null && "type" in data && typeof data.type === "string";
}
