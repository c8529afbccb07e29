/// The camera and the microphone, with those that Chromium makes up.

import { accessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { NotebookPage } from "./notebook.ts";
import config from "./playwright.config.ts";
import { notebook } from "./sources.ts";

const { launchOptions } = config.use!;

test.use({
  launchOptions: {
    ...launchOptions,
    args: [...launchOptions!.args!, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
  },
});

test("a picture is taken with the camera, and both pages see it", async ({ open, other }) => {
  const here = await open(notebook(
    `shot := control.Image("Shot", control.ImageOptions{Width: 32, Height: 24, Format: control.RGB})\nshot`,
    `control.Listen(shot, func(c control.Change[*control.Picture]) {
	if c.Empty {
		fmt.Println("empty")
		return
	}
	pixels, err := c.Value.Bytes()
	shades := map[byte]bool{}
	for _, b := range pixels {
		shades[b] = true
	}
	fmt.Println(c.Value.Name, c.Value.Width, c.Value.Height, len(pixels), len(shades) > 5, err)
})`,
  ));
  await here.runAll();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const mine = here.code(1).value;
  const open1 = mine.getByRole("button", { name: "Take a picture for Shot" });
  const camera = mine.getByRole("group", { name: "Camera" });
  await open1.press("Enter");
  await expect(camera.getByRole("button", { name: "Take it" })).toBeFocused();
  await expect(open1).toHaveAttribute("aria-expanded", "true");
  await accessible(here.page, ".outputs");
  await here.page.keyboard.press("Escape");
  await expect(camera).toBeHidden();
  await expect(open1).toBeFocused();
  await open1.click();
  await camera.getByRole("button", { name: "Cancel" }).click();
  await expect(camera).toBeHidden();
  await expect(here.code(2).stdout).toHaveCount(0);

  await open1.click();
  await camera.getByRole("button", { name: "Take it" }).click();
  await expect(here.code(2).stdout).toHaveText(/^picture\.rgb 32 (18|24) (1728|2304) true <nil>\n$/);
  await expect(camera).toBeHidden();
  for (const page of [here, there]) {
    const preview = page.code(1).value.getByRole("img", { name: "Preview of picture.rgb" });
    await expect(preview).toBeVisible();
    expect(await preview.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(32);
  }
  await there.code(1).value.getByRole("button", { name: "Clear Shot" }).click();
  await expect(mine.getByRole("img")).toHaveCount(0);
  await expect(here.code(2).stdout).toContainText("empty");
});

test("a sound is recorded in the rate asked for, not all of it zero, and both pages play it", async ({ open, other }) => {
  const here = await open(notebook(
    `noise := control.Audio("Noise", control.AudioOptions{Rate: 16000, Format: control.PCMF32})\nnoise`,
    `control.Listen(noise, func(c control.Change[*control.Sound]) {
	data, err := c.Value.Bytes()
	loud := 0
	for i := 0; i+4 <= len(data); i += 4 {
		if v := math.Float32frombits(binary.LittleEndian.Uint32(data[i:])); v > 0.01 || v < -0.01 {
			loud++
		}
	}
	fmt.Println(c.Value.Rate, c.Value.Channels, len(data) == int(c.Value.Size), len(data) > 16000, loud > 0, err)
})`,
    `talk := control.Audio("Talk", control.AudioOptions{Rate: 8000})\ntalk`,
    `control.Listen(talk, func(c control.Change[*control.Sound]) {
	data, _ := c.Value.Bytes()
	fmt.Println(string(data[:4]), binary.LittleEndian.Uint32(data[24:]), c.Value.Type)
})`,
  ));
  await here.runAll();
  const there = await NotebookPage.open(other, here.notebook.served.url);
  const mine = here.code(1).value;
  await mine.getByRole("button", { name: "Record Noise" }).click();
  await expect(mine.getByRole("timer")).toHaveText(/^0:0[2-9]$/);
  await mine.getByRole("button", { name: "Stop recording Noise" }).click();
  await expect(here.code(2).stdout).toHaveText(/^16000 [12] true true true <nil>\n$/);
  for (const page of [here, there]) {
    await page.code(1).value.getByRole("button", { name: /^Play / }).click();
    const player = page.code(1).value.getByLabel(/\.f32$/);
    await expect(player).toBeFocused();
    await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.duration > 0.5)).toBe(true);
  }
  await accessible(here.page, ".outputs");

  const talk = here.code(3).value;
  await talk.getByRole("button", { name: "Record Talk" }).click();
  await talk.getByRole("button", { name: "Discard the recording" }).click();
  await expect(talk.getByRole("button", { name: "Record Talk" })).toBeFocused();
  await talk.getByRole("button", { name: "Record Talk" }).click();
  await expect(talk.getByRole("timer")).toHaveText(/^0:0[1-9]$/);
  await talk.getByRole("button", { name: "Stop recording Talk" }).click();
  await expect(here.code(4).stdout).toHaveText("RIFF 8000 audio/wave\n");
});

test("a form's submit takes a recording that runs along", async ({ open }) => {
  const here = await open(notebook(
    `type memo struct {
	Voice *control.Sound   \`rate:"8000"\`
	Face  *control.Picture \`width:"16" height:"16" format:"jpeg"\`
}
memos := control.FormOf(memo{}, control.FormOptions[memo]{Label: "Memo"})
memos`,
    `control.Listen(memos, func(ev control.FormEvent[memo]) {
	fmt.Println(ev.Data.Voice.Rate, ev.Data.Voice.Size > 1000, ev.Data.Face.Type)
})`,
  ));
  await here.runAll();
  const form = here.code(1).value.getByRole("form", { name: "Memo" });
  await form.getByRole("button", { name: "Take a picture for Face" }).click();
  await form.getByRole("button", { name: "Take it" }).click();
  await expect(form.getByRole("img", { name: "Preview of picture.jpeg" })).toBeVisible();
  await form.getByRole("button", { name: "Record Voice" }).click();
  await expect(form.getByRole("timer")).toHaveText(/^0:0[1-9]$/);
  await form.getByRole("button", { name: "Submit" }).click();
  await expect(here.code(2).stdout).toHaveText("8000 true image/jpeg\n");
});
