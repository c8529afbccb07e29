export function init(ctx, list) {
  ctx.root.innerHTML = `
    <h2>A list</h2>
    <form><input name="item" aria-label="Item" required> <button>Add</button> <output role="status"></output></form>
    <ul></ul>
    <nav><button name="back">Earlier</button> <span></span> <button name="on">Later</button></nav>`;
  const $ = (selector) => ctx.root.querySelector(selector);
  const show = ({ page, pages, items }) => {
    $("ul").replaceChildren(...items.map((item) => Object.assign(document.createElement("li"), { textContent: item })));
    $("nav span").textContent = `page ${page} of ${pages}`;
    $("[name=back]").disabled = page === 1;
    $("[name=on]").disabled = page === pages;
  };
  show(list);
  ctx.handleEvent("show", show);
  for (const name of ["back", "on"]) $(`[name=${name}]`).onclick = () => ctx.pushEvent(name);
  $("form").onsubmit = async (event) => {
    event.preventDefault();
    try {
      const count = await ctx.pushEvent("add", $("input").value);
      $("output").textContent = `${count} items`;
      $("form").reset();
    } catch (error) {
      $("output").textContent = error.message;
    }
  };
}
