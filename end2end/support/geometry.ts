import type { Page } from '@playwright/test';

import { settle } from './pages';

const LOOKS = 10;

/** What is wrong with the geometry of a page as it stands, one line each; each element once. */
export async function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** Less than this is rounding. */
    const SLACK_PX = 1.5;
    interface Piece {
      text: Text;
      element: Element;
      left: number;
      top: number;
      right: number;
      bottom: number;
      layer: Element | null;
    }
    const found = new Set<string>();
    const named = (element: Element) => {
      const path: string[] = [];
      for (let at: Element | null = element; at !== null && path.length < 3 && at !== document.body; at = at.parentElement) {
        const kind = at.getAttribute('class')?.trim().split(/\s+/).slice(0, 2).join('.') ?? '';
        path.unshift(`${at.localName}${kind === '' ? '' : `.${kind}`}`);
      }
      return path.join(' > ');
    };
    const quoted = (text: Text) => JSON.stringify((text.textContent ?? '').trim().slice(0, 40));

    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth + SLACK_PX) {
      const widest = [...document.body.querySelectorAll('*')]
        .map((element) => ({ element, right: element.getBoundingClientRect().right }))
        .filter(({ right }) => right > root.clientWidth + SLACK_PX)
        .sort((a, b) => b.right - a.right)[0];
      found.add(`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth}, ${widest === undefined ? '?' : named(widest.element)}`);
    }

    const pieces: Piece[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node as Text;
      const element = text.parentElement;
      if (element === null || (text.textContent ?? '').trim() === '') continue;
      if (!element.checkVisibility({ contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true })) continue;
      if (element.closest('.visually-hidden, option, script, style, noscript') !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const size = Number.parseFloat(getComputedStyle(element).fontSize);
      for (const line of range.getClientRects()) {
        if (line.width < 1 || line.height < 1) continue;
        // The letters, without the leading around them.
        const inset = Math.max(0, (line.height - size * 0.8) / 2);
        const box = { left: line.left, right: line.right, top: line.top + inset, bottom: line.bottom - inset };
        let layer: Element | null = null;
        let isCut = false;
        let isSeen = true;
        for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
          const style = getComputedStyle(at);
          if (layer === null && (style.position === 'fixed' || style.position === 'sticky' || at.matches('dialog'))) layer = at;
          const around = at.getBoundingClientRect();
          const cuts = (flow: string) => flow === 'hidden' || flow === 'clip';
          const outX = box.left < around.left - SLACK_PX || box.right > around.right + SLACK_PX;
          const outY = box.top < around.top - SLACK_PX || box.bottom > around.bottom + SLACK_PX;
          // An ellipsis, and a line that fades out at its end, say that there is more.
          const isElided = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none' || style.maskImage !== 'none';
          if ((outX && cuts(style.overflowX)) || (outY && cuts(style.overflowY))) {
            if (!isElided) isCut = true;
          }
          if (style.overflowX !== 'visible' || style.overflowY !== 'visible') {
            box.left = Math.max(box.left, around.left);
            box.right = Math.min(box.right, around.right);
            box.top = Math.max(box.top, around.top);
            box.bottom = Math.min(box.bottom, around.bottom);
            if (box.right - box.left < SLACK_PX || box.bottom - box.top < SLACK_PX) isSeen = false;
          }
          // What is out of sight is cut by nothing further out.
          if (!isSeen) break;
        }
        if (isCut) found.add(`cut: ${quoted(text)} in ${named(element)}`);
        if (isSeen) pieces.push({ text, element, layer, ...box });
      }
    }

    pieces.sort((a, b) => a.top - b.top);
    for (const [index, one] of pieces.entries()) {
      for (let next = index + 1; next < pieces.length; next += 1) {
        const other = pieces[next];
        if (other === undefined || other.top >= one.bottom - SLACK_PX) break;
        if (one.text === other.text || one.layer !== other.layer) continue;
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (wide > 2 && high > 2) found.add(`overlap: ${quoted(one.text)} in ${named(one.element)} with ${quoted(other.text)} in ${named(other.element)}`);
      }
    }
    return [...found];
  });
}

/** The same once the page has arranged itself anew, which it does in a few steps where it has to measure first. */
export async function misfitsAtRest(page: Page): Promise<string[]> {
  let last: string[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    await settle(page);
    const now = await misfits(page);
    if (now.length === 0) return now;
    if (look > 0 && now.join() === last.join()) return now;
    last = now;
  }
  return last;
}

/** From now on every page of this one adds up what moved without anybody touching it. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const moved = globalThis as unknown as { shifted: number; shiftedBy: string[] };
    moved.shifted = 0;
    moved.shiftedBy = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] })[]) {
        if (entry.hadRecentInput) continue;
        moved.shifted += entry.value;
        const nodes = entry.sources.map(({ node }) => (node as Element | null)?.parentElement?.className ?? '?').join(', ');
        moved.shiftedBy.push(`${entry.value.toFixed(4)} by ${nodes}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** How much has moved since the page was first painted, and what; a sum as browsers measure it. */
export async function shifts(page: Page): Promise<{ sum: number; by: string[] }> {
  return page.evaluate(() => {
    const { shifted, shiftedBy } = globalThis as unknown as { shifted: number; shiftedBy: string[] };
    return { sum: shifted, by: shiftedBy };
  });
}
