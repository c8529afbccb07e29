/// Text that scrolls in a box of its own can be scrolled with the keyboard: it is a stop of
/// the Tab key, with a name, for as long as there is more of it than fits.

export function scrolling<E extends HTMLElement>(box: E, name: string): E {
  new ResizeObserver(() => {
    const more = box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth;
    if (more === (box.tabIndex === 0)) return;
    box.tabIndex = more ? 0 : -1;
    if (!more) box.removeAttribute("tabindex");
    box.role = more ? "group" : null;
    box.ariaLabel = more ? name : null;
  }).observe(box);
  return box;
}
