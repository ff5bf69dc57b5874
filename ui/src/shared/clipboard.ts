/** Puts text on the clipboard; `false` where the system refuses. */
export async function copyText(text: string): Promise<boolean> {
  const fill = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData?.setData('text/plain', text);
  };
  // The old way works without a permission in every web view, as long as a key or click asked for it.
  document.addEventListener('copy', fill, true);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
  const done = document.execCommand('copy');
  document.removeEventListener('copy', fill, true);
  if (done) return true;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
