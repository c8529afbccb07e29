/// Notebooks that specs run.

/// notebook is Markdown with a cell for each source.
export function notebook(...cells: string[]): string {
  return ["# A notebook", ...cells.map((cell) => `\`\`\`go\n${cell}\n\`\`\``), ""].join("\n\n");
}

const counterJS = `
export function init(ctx, count) {
  ctx.root.innerHTML = \`
    <p role="status" aria-label="count"></p>
    <p role="status" aria-label="told"></p>
    <p role="status" aria-label="bytes"></p>
    <button data-push="bump">Bump</button>
    <button data-push="whisper">Whisper</button>
    <button data-push="bytes">Bytes</button>\`;
  const show = (label, text) => (ctx.root.querySelector(\`[aria-label=\${label}]\`).textContent = text);
  show("count", count);
  ctx.handleEvent("count", (n) => show("count", n));
  ctx.handleEvent("told", (origin) => show("told", origin));
  ctx.handleEvent("bytes", ([info, buffer]) => {
    show("bytes", \`\${info.name} \${buffer instanceof ArrayBuffer} \${new Uint8Array(buffer).join(" ")}\`);
  });
  const payloads = { bump: 1, whisper: null, bytes: [{ name: "five" }, new Uint8Array([0, 1, 127, 128, 255]).buffer] };
  for (const button of ctx.root.querySelectorAll("button")) {
    button.onclick = () => ctx.pushEvent(button.dataset.push, payloads[button.dataset.push]);
  }
}
`;

/// A live counter that also whispers to the page that asks and turns bytes round. It notes
/// its beginnings and ends in the variable that `counterLog` declares.
export const counterLog = "var events []string";

export const counter = `type counter struct{}

type state struct{ Count int }

func (counter) Init(ctx *live.Context[state], start int) error {
	events = append(events, "start")
	ctx.Assigns.Count = start
	return nil
}

func (counter) Terminate(ctx *live.Context[state]) { events = append(events, "end") }

func (counter) HandleConnect(ctx *live.Context[state]) (any, error) { return ctx.Assigns.Count, nil }

func (counter) HandleEvent(ctx *live.Context[state], event string, p live.Payload) error {
	switch event {
	case "bump":
		var by int
		if err := p.Decode(&by); err != nil {
			return err
		}
		ctx.Assigns.Count += by
		ctx.BroadcastEvent("count", ctx.Assigns.Count)
		ctx.EmitEvent(ctx.Assigns.Count)
	case "whisper":
		ctx.SendEvent(ctx.Origin(), "told", ctx.Origin())
	case "bytes":
		var b live.Binary
		if err := p.Decode(&b); err != nil {
			return err
		}
		slices.Reverse(b.Data)
		ctx.SendEvent(ctx.Origin(), "bytes", b)
	}
	return nil
}

w := live.New(counter{}, 10, live.Options{Assets: jsassets.Inline("main.js", ${goString(counterJS)})})
w`;

/// A widget whose init tries what a frame must not be able to do, and says what came of it.
export const burglar = `type burglar struct{}

func (burglar) HandleConnect(ctx *live.Context[int]) (any, error) { return nil, nil }

live.New(burglar{}, 0, live.Options{Assets: jsassets.Inline("main.js", ${goString(`
const tries = {
  document: () => parent.document.title,
  location: () => parent.location.href,
  top: () => top.document.title,
  element: () => frameElement === null ? "none" : frameElement.id,
  storage: () => localStorage.length,
  cookie: () => "[" + document.cookie + "]",
  origin: () => self.origin,
  api: () => fetch(new URL("/", import.meta.url), { credentials: "include" }).then((r) => r.status),
  socket: () => new Promise((resolve) => {
    const socket = new WebSocket(new URL("/socket", import.meta.url).href.replace("http", "ws"));
    socket.onopen = () => resolve("open");
    socket.onerror = () => resolve("refused");
  }),
};
export async function init(ctx) {
  for (const [name, attempt] of Object.entries(tries)) {
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.setAttribute("aria-label", name);
    try {
      line.textContent = String(await attempt());
    } catch (error) {
      line.textContent = error.name;
    }
    ctx.root.append(line);
  }
  ctx.root.insertAdjacentHTML("beforeend", '<p role="status" aria-label="end">done</p>');
}
`)})})`;

/// A Go raw string; the text must hold no backquote but those it escapes itself.
function goString(text: string): string {
  return text.split("`").map((part) => `\`${part}\``).join(' + "`" + ');
}

/// A million rows for tables.
export const millionRows = `type reading struct {
	ID      int
	Value   float64
	Station string
	At      time.Time
}
rows := make([]reading, 1_000_000)
for i := range rows {
	rows[i] = reading{i, float64(i*7919%1000003) / 1000, fmt.Sprintf("station %04d", i*31%5000), time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC)}
}`;
