/// What a text may lead to, and what may be shown from elsewhere.

/// The address of a link, null where no link may lead: to scripts and the like.
export function safeLink(address: string): string | null {
  const bare = address.replace(/[\x00-\x20]/g, ""); // browsers skip them too
  if (/^(?:https?|mailto):/i.test(bare) || /^#/.test(bare)) return address.trim();
  return /^[^/?#]*:/.test(bare) ? null : address.trim();
}

/// The address of a picture, null where it may not come from.
export function safeImage(address: string): string | null {
  if (/^data:image\/(?:png|jpeg|gif|webp);/i.test(address)) return address;
  return /^mailto:|^#/i.test(address) ? null : safeLink(address);
}

/// What an entity such as &amp; stands for.
export function entity(text: string): string {
  if (!/^&#?\w+;$/.test(text)) return text;
  const decoder = document.createElement("textarea");
  decoder.innerHTML = text; // of this form it is a character and nothing else
  return decoder.value;
}

/// Text with its escapes and entities as what they stand for.
export function unescaped(text: string): string {
  return text.replace(/\\([!-/:-@[-`{-~])|&#?\w+;/g, (found, character: string | undefined) => character ?? entity(found));
}
