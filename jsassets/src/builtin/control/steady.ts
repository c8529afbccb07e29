/// Keeping things where they are while a button is being clicked: a message that comes or goes
/// between press and release would move the button away from under the pointer, and the
/// click would be lost.

/// A release over a frame is not heard.
const longest = 500;

let pressed = false;
const waiting: (() => void)[] = [];

function release(): void {
  pressed = false;
  for (const change of waiting.splice(0)) change();
}

addEventListener("pointerdown", () => (pressed = true), { capture: true });
for (const end of ["pointerup", "pointercancel", "dragend"]) {
  addEventListener(end, () => setTimeout(release), { capture: true }); // after the click
}

/// Does `change` now, or once the pointer is released.
export function steadily(change: () => void): void {
  if (!pressed) return change();
  waiting.push(change);
  setTimeout(release, longest);
}
