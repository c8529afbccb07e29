/// Asking for the camera and the microphone.

/// What a device does with what it took, and where it says what went wrong.
export interface Taker {
  took(file: Promise<File>): void;
  say(message: string): void;
}

/// Opens a device of this kind. The error says to people why that cannot be.
export async function open(kind: "camera" | "microphone"): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new Error(`This browser uses a ${kind} over https and on this machine only.`);
  const wanted = kind === "camera" ? { video: { width: { ideal: 1920 }, height: { ideal: 1080 } } } : { audio: true };
  return navigator.mediaDevices.getUserMedia(wanted).catch((error: Error) => {
    throw new Error(reason(kind, error.name));
  });
}

/// Why a device does not open, by the name of the browser's error.
export function reason(kind: "camera" | "microphone", name: string): string {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return `The ${kind} may not be used: allow it in the browser's settings for this page.`;
    case "NotFoundError":
    case "OverconstrainedError":
      return `There is no ${kind}.`;
    case "NotReadableError":
    case "AbortError":
      return `The ${kind} does not work, or another program uses it.`;
    default:
      return `The ${kind} cannot be used (${name}).`;
  }
}

export function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

export function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
