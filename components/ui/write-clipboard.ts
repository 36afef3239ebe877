/**
 * Puts text on the clipboard. The Clipboard API exists on https and localhost only; elsewhere the text goes through a
 * selected text area, placed in `host` so that it stays inside an open dialog.
 * @throws when the browser refuses both ways
 */
export async function writeClipboard(text: string, host: Element): Promise<void> {
  if (window.isSecureContext && 'clipboard' in navigator) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.setAttribute('aria-hidden', 'true');
  area.style.cssText = 'position:fixed;inset:0 auto auto 0;opacity:0';
  host.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!copied) throw new Error('The browser refused to copy.');
}
