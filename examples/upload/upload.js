export function init(ctx, kept) {
  ctx.root.innerHTML = `
    <style>
      ul { display: grid; gap: 6px; margin: 8px 0; padding: 0 }
      li { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; list-style: none; overflow-wrap: anywhere }
      li > span { flex: 1 1 12rem }
      li > progress { flex: 0 1 8rem }
      li > output { min-width: 3rem }
      .fault { color: var(--gk-error) }
    </style>
    <form>
      <label>Files <input type="file" multiple></label>
      <ul aria-label="Being sent"></ul>
      <p><button>Keep</button> <span role="status"></span></p>
    </form>
    <ul aria-label="Kept"></ul>`;
  const [input, form] = ["input", "form"].map((name) => ctx.root.querySelector(name));
  const [sending, list] = ctx.root.querySelectorAll("ul");
  const status = ctx.root.querySelector("[role=status]");

  input.onchange = () => {
    for (const file of input.files) send(file);
    input.value = "";
  };
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      await ctx.pushEvent("keep");
      sending.replaceChildren();
      status.textContent = "";
    } catch (error) {
      status.textContent = error.message;
    }
  };
  ctx.handleEvent("kept", show);
  show(kept);

  async function send(file) {
    const row = document.createElement("li");
    row.innerHTML = `<span></span><progress max="1" value="0"></progress><output>0 %</output><button type="button">Cancel</button>`;
    const [name, bar, percent, cancel] = row.children;
    name.textContent = file.name;
    bar.setAttribute("aria-label", file.name);
    cancel.setAttribute("aria-label", `Cancel ${file.name}`);
    sending.append(row);
    const ending = new AbortController();
    cancel.onclick = () => ending.abort();
    const onProgress = ({ loaded, total }) => {
      bar.value = total ? loaded / total : 1;
      percent.textContent = `${Math.floor(bar.value * 100)} %`;
    };
    try {
      const [result] = await ctx.upload("files", file, { onProgress, signal: ending.signal });
      percent.textContent = result.error ? result.message : "sent";
      percent.className = result.error ? "fault" : "";
      percent.dataset.error = result.error;
      bar.hidden = result.error !== "";
    } catch (error) {
      percent.textContent = ending.signal.aborted ? "canceled" : error.message;
      percent.className = "fault";
    }
    cancel.remove();
  }

  function show(files) {
    list.replaceChildren(
      ...(files ?? []).map(({ name, size, type, digest }) => {
        const row = document.createElement("li");
        const text = document.createElement("span");
        text.textContent = `${name} (${size} bytes, ${type})`;
        row.title = digest;
        row.append(text);
        return row;
      }),
    );
  }
}
