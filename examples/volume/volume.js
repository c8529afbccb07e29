export function init({ root, model, origin }) {
  root.innerHTML = `
    <label>Volume <input type="range" min="0" max="11"> <output></output></label>
    <p role="status"></p>`;
  const [slider, output, status] = ["input", "output", "p"].map((name) => root.querySelector(name));
  const show = () => {
    slider.value = output.textContent = model.get("volume");
    status.textContent = model.get("last") === origin ? "That was you." : `Set by ${model.get("last")}.`;
  };
  slider.oninput = () => {
    model.set("volume", Number(slider.value));
    model.save_changes();
  };
  model.on("change", show);
  show();
}
