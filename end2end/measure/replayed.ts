import type { Page } from '@playwright/test';

import type { Driven } from './driven';

/** One thing that a page changed: an attribute, a text, or all children of an element. The path counts child nodes. */
type Step = { path: number[] } & ({ attribute: string; value: string | null } | { text: string } | { children: string });

/** What a page changed in its document at each tick, and the document as it was after the last of them. */
export interface Recording {
  steps: Step[][];
  markup: string;
}

/** The part of the document that a board is. */
const ROOT = '.workspace';

/** Drives the page for so many ticks and notes everything it does to its document. */
export async function recorded(page: Page, ticks: number, everyMs: number): Promise<Recording> {
  return page.evaluate(
    async ({ root: selector, ticks, everyMs }) => {
      const root = document.querySelector(selector)!;
      const steps: Step[][] = [];
      const pathOf = (node: Node): number[] | undefined => {
        const path: number[] = [];
        for (let at = node; at !== root; at = at.parentNode!) {
          if (at.parentNode === null) return undefined;
          path.unshift([...at.parentNode.childNodes].indexOf(at as ChildNode));
        }
        return path;
      };
      // Of several changes to the same thing in one tick the last counts, as nobody sees the others.
      const observer = new MutationObserver((records) => {
        const last = new Map<string, Step>();
        for (const { type, target, attributeName } of records) {
          const path = pathOf(target);
          if (path === undefined) continue;
          const key = `${path.join('.')} ${attributeName ?? type}`;
          if (type === 'attributes') last.set(key, { path, attribute: attributeName!, value: (target as Element).getAttribute(attributeName!) });
          else if (type === 'characterData') last.set(key, { path, text: target.nodeValue ?? '' });
          else last.set(key, { path, children: (target as Element).innerHTML });
        }
        steps.at(-1)!.push(...last.values());
      });
      observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
      const { driven } = globalThis as unknown as { driven: Driven };
      for (let tick = 0; tick < ticks; tick += 1) {
        steps.push([]);
        driven.tick();
        await new Promise((done) => setTimeout(done, everyMs));
      }
      observer.disconnect();
      return { steps, markup: root.outerHTML };
    },
    { root: ROOT, ticks, everyMs },
  );
}

/** A few words on what a recording has. */
export function told({ steps }: Recording): string {
  const all = steps.flat();
  const count = (has: (step: Step) => boolean) => (all.filter(has).length / steps.length).toFixed(1);
  const children = all.filter((step) => 'children' in step);
  const longest = Math.max(0, ...children.map((step) => ('children' in step ? step.children.length : 0)));
  return `a tick changes ${count((step) => 'text' in step)} texts, ${count((step) => 'attribute' in step)} attributes and the children of ${count((step) => 'children' in step)} elements (the longest of ${longest} letters)`;
}

/** What the page below is given. */
export interface Play {
  steps: Step[][];
  rows: number;
  changes: number;
}

/**
 * Runs in a page that has the recorded markup and no framework: it reads a message like the board's at each tick, keeps its
 * rows, and in the next frame does to its document what the recorded page did.
 */
export function replay({ steps, rows, changes }: Play): void {
  const root = document.querySelector('.workspace')!;
  const found = new Map<string, Node>();
  const at = (path: number[]): Node | undefined => {
    const key = path.join('.');
    const known = found.get(key);
    if (known?.isConnected) return known;
    const node = path.reduce<Node | undefined>((node, index) => node?.childNodes[index], root);
    if (node !== undefined) found.set(key, node);
    return node;
  };
  const known = Array.from({ length: rows }, () => ({ s: 'Available', t: 0 }));
  const states = ['Available', 'OnCall', 'WrapUp', 'Paused', 'Ringing'];
  let seq = 0;
  const tick = () => {
    seq += 1;
    const change = Array.from({ length: changes }, (_, index) => {
      const row = (seq * 7919 + index * 104_729) % rows;
      return [row, { s: states[(seq + index) % states.length], t: Math.floor(Date.now() / 1000) }];
    });
    const message = JSON.stringify({ at: { e: 1, q: seq }, v: seq - 1, now: Date.now(), r: { p: [], c: change, g: [] } });
    const { r } = JSON.parse(message) as { r: { c: [number, { s: string; t: number }][] } };
    for (const [row, fields] of r.c) Object.assign(known[row]!, fields);
    requestAnimationFrame(() => {
      for (const step of steps[seq % steps.length]!) {
        const node = at(step.path);
        if (node === undefined) throw new Error(`nothing at ${step.path.join('.')}`);
        if ('text' in step) node.nodeValue = step.text;
        else if ('children' in step) (node as Element).innerHTML = step.children;
        else if (step.value === null) (node as Element).removeAttribute(step.attribute);
        else (node as Element).setAttribute(step.attribute, step.value);
      }
    });
  };
  (globalThis as unknown as { driven: Driven }).driven = { begin: () => undefined, tick };
}
