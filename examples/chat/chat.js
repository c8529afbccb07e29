export function init(ctx, name) {
  ctx.root.innerHTML = `<form><label></label> <input id="words" autocomplete="off" placeholder="**Markdown**, or /who"> <button>Say</button></form>`;
  const [form, label, input] = ["form", "label", "input"].map((tag) => ctx.root.querySelector(tag));
  label.textContent = name;
  label.htmlFor = "words";
  form.onsubmit = (event) => {
    event.preventDefault();
    if (input.value) ctx.pushEvent("say", input.value);
    input.value = "";
  };
}
