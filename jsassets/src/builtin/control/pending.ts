/// Values that were sent and are not handled yet. Widgets handle what they are sent each in
/// its own line, so a click that follows a change of another control waits for the change:
/// who listens to the button reads the new value.

const pending = new Set<Promise<unknown>>();

/// Remembers the answer to a change until it comes.
export function change<T>(answer: Promise<T>): Promise<T> {
  pending.add(answer);
  const forget = () => void pending.delete(answer);
  answer.then(forget, forget);
  return answer;
}

/// Does `act` once all changes so far are handled: at once, if there are none.
export function afterChanges(act: () => void): void {
  if (pending.size === 0) return act();
  void Promise.allSettled([...pending]).then(act);
}
