/// Starts the notebook page in the document's #app.

import { Link } from "../link/link.ts";
import { App } from "./app.ts";
import { linkOptions } from "./origin.ts";

const root = document.getElementById("app")!;
const origin = new URL(root.dataset["prefix"] ?? "", location.origin).href.replace(/\/$/, "");
const link = new Link(linkOptions(origin));
new App(root, link, origin);
link.start();
addEventListener("online", () => link.hurry());
document.addEventListener("visibilitychange", () => document.hidden || link.hurry());
