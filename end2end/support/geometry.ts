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
      /** The nearest box that is not part of a line. */
      block: Element;
    }
    interface Box {
      around: DOMRect;
      isInLine: boolean;
      isLayer: boolean;
      isElided: boolean;
      cutsX: boolean;
      cutsY: boolean;
      isWindow: boolean;
      sizePx: number;
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

    // Most words stand in the same few boxes: each is asked once.
    const boxes = new Map<Element, Box>();
    const boxOf = (element: Element): Box => {
      const known = boxes.get(element);
      if (known !== undefined) return known;
      const style = getComputedStyle(element);
      const cuts = (flow: string) => flow === 'hidden' || flow === 'clip';
      const box = {
        around: element.getBoundingClientRect(),
        isInLine: style.display === 'inline' || style.display === 'contents',
        isLayer: style.position === 'fixed' || style.position === 'sticky' || element.matches('dialog'),
        // An ellipsis, and a line that fades out at its end, say that there is more.
        isElided: style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none' || style.maskImage !== 'none',
        cutsX: cuts(style.overflowX),
        cutsY: cuts(style.overflowY),
        isWindow: style.overflowX !== 'visible' || style.overflowY !== 'visible',
        sizePx: Number.parseFloat(style.fontSize),
      };
      boxes.set(element, box);
      return box;
    };

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
      let block = element;
      while (boxOf(block).isInLine && block.parentElement !== null) block = block.parentElement;
      for (const line of range.getClientRects()) {
        if (line.width < 1 || line.height < 1) continue;
        // The letters, without the leading around them.
        const inset = Math.max(0, (line.height - boxOf(element).sizePx * 0.8) / 2);
        const seen = { left: line.left, right: line.right, top: line.top + inset, bottom: line.bottom - inset };
        let layer: Element | null = null;
        let isCut = false;
        let isSeen = true;
        for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
          const box = boxOf(at);
          const { around } = box;
          if (layer === null && box.isLayer) layer = at;
          const outX = seen.left < around.left - SLACK_PX || seen.right > around.right + SLACK_PX;
          const outY = seen.top < around.top - SLACK_PX || seen.bottom > around.bottom + SLACK_PX;
          if (((outX && box.cutsX) || (outY && box.cutsY)) && !box.isElided) isCut = true;
          if (box.isWindow) {
            seen.left = Math.max(seen.left, around.left);
            seen.right = Math.min(seen.right, around.right);
            seen.top = Math.max(seen.top, around.top);
            seen.bottom = Math.min(seen.bottom, around.bottom);
            if (seen.right - seen.left < SLACK_PX || seen.bottom - seen.top < SLACK_PX) isSeen = false;
          }
          // What is out of sight is cut by nothing further out.
          if (!isSeen) break;
        }
        if (isCut) found.add(`cut: ${quoted(text)} in ${named(element)}`);
        if (isSeen) pieces.push({ text, element, layer, block, ...seen });
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
        // Words of one line of text stand as close as they are written; what stands in boxes of its own has a gap.
        const least = one.block === other.block ? 2 : -1;
        if (wide > least && high > 2) found.add(`overlap: ${quoted(one.text)} in ${named(one.element)} with ${quoted(other.text)} in ${named(other.element)}`);
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
    interface Source {
      node: Node | null;
      previousRect: DOMRectReadOnly;
      currentRect: DOMRectReadOnly;
    }
    const told = ({ node, previousRect: from, currentRect: to }: Source) => {
      const element = node instanceof Element ? node : node?.parentElement;
      const kind = element?.getAttribute('class')?.trim().split(/\s+/).join('.') ?? '';
      return `${element?.localName ?? '?'}${kind === '' ? '' : `.${kind}`} from ${from.x},${from.y} ${from.width}×${from.height} to ${to.x},${to.y} ${to.width}×${to.height}`;
    };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean; sources: Source[] })[]) {
        if (entry.hadRecentInput) continue;
        moved.shifted += entry.value;
        moved.shiftedBy.push(`${entry.value.toFixed(4)}: ${entry.sources.map(told).join('; ')}`);
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
