export function init(ctx, count) {
  ctx.root.innerHTML = `<button>${count}</button>`;
  const button = ctx.root.firstChild;
  button.onclick = () => ctx.pushEvent("bump", 1);
  ctx.handleEvent("count", (n) => (button.textContent = n));
}
