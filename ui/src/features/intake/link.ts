/** The first http(s) link in a text, as it is often sent in a message; `null` where there is none. */
export function findLink(text: string): URL | null {
  const found = /https?:\/\/[^\s<>"'，。；、！（）【】“”]+/i.exec(text)?.[0].replace(/[.,;!)\]]+$/, '');
  if (found === undefined || !URL.canParse(found)) return null;
  const url = new URL(found);
  return url.hostname === '' ? null : url;
}
