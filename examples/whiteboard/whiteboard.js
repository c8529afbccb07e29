export function init(ctx, strokes) {
  ctx.root.innerHTML = `<canvas width="1000" height="600" role="img" aria-label="Whiteboard" style="width: 100%; touch-action: none; background: white; border: 1px solid gray"></canvas><button>Clear</button>`;
  const [canvas, clear] = ctx.root.children, pen = canvas.getContext("2d");
  let last = null;
  const draw = (s) => {
    pen.beginPath();
    for (let i = 0; i < s.length; i += 2) pen.lineTo(s[i], s[i + 1]);
    pen.stroke();
  };
  for (const s of strokes ?? []) draw(s);
  ctx.handleEvent("stroke", draw);
  ctx.handleEvent("clear", () => pen.clearRect(0, 0, 1000, 600));
  clear.onclick = () => ctx.pushEvent("clear");
  const at = (e) => [e.offsetX, e.offsetY].map((v) => Math.round((v * 1000) / canvas.clientWidth));
  canvas.onpointerdown = (e) => (last = at(e));
  canvas.onpointerup = () => (last = null);
  canvas.onpointermove = (e) => last && ctx.pushEvent("stroke", [...last, ...(last = at(e))]);
}
