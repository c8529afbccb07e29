/// Trees of values, by hand and by keyboard.

import { expect, test } from "./fixtures.ts";
import { notebook } from "./sources.ts";

const tree = `type folder struct {
	Name string
	Up   *folder
	Sub  []*folder
	size int
}
top := &folder{Name: "top", size: 3}
for i := range 500 {
	top.Sub = append(top.Sub, &folder{Name: fmt.Sprint("sub ", i), Up: top})
}
widget.NewTree(top, widget.TreeOptions{Name: "disk"})`;

test("a branch is read when it is opened", async ({ open }) => {
  const here = await open(notebook(tree));
  await here.code(1).run();
  const item = (name: string) => here.page.getByRole("treeitem", { name, exact: true });
  await expect(item("disk *main.folder 4 fields")).toHaveAttribute("aria-expanded", "true");
  await expect(item("size unexported int 3")).toBeVisible();
  await item("Sub []*main.folder 500 elements").click();
  await expect(item("7 *main.folder 4 fields")).toHaveAttribute("aria-level", "3");
  await expect(item("7 *main.folder 4 fields")).toHaveAttribute("aria-setsize", "500");
  await item("7 *main.folder 4 fields").click();
  await expect(item('Name string "sub 7"')).toBeVisible();
  await expect(item("Up *main.folder ↻ is above itself")).not.toHaveAttribute("aria-expanded");
  await item("… 300 more").click();
  await item("… 100 more").click();
  await expect(item("499 *main.folder 4 fields")).toBeAttached();
  await expect(here.page.getByRole("treeitem", { name: /more/ })).toHaveCount(0);
  await item("Sub []*main.folder 500 elements").locator("> .gk-tree-line").click();
  await expect(item("499 *main.folder 4 fields")).toHaveCount(0);
});

test("the keyboard goes through a tree", async ({ open }) => {
  const here = await open(notebook(tree));
  await here.code(1).run();
  const { page } = here;
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await page.getByRole("treeitem", { name: "disk" }).focus();
  for (const [key, name] of [
    ["ArrowDown", 'Name string "top"'],
    ["ArrowRight", 'Name string "top"'],
    ["s", "Sub []*main.folder 500 elements"],
    ["ArrowDown", "size unexported int 3"],
    ["Home", "disk *main.folder 4 fields"],
    ["End", "size unexported int 3"],
    ["ArrowUp", "Sub []*main.folder 500 elements"],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(focused, key).toBe(name);
  }
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("treeitem", { name: "Sub" })).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowRight");
  await expect.poll(focused).toBe("0 *main.folder 4 fields");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("treeitem", { name: "Sub" })).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(focused).toBe("disk *main.folder 4 fields");
});
