import type { Page } from '@playwright/test';

import type { Driven } from './driven';

/** A node as it is: a text, a comment, or an element of a namespace. Markup would join texts that stand side by side. */
type Tree = { text: string } | { comment: string } | { name: string; space: string | null; attributes: [string, string][]; children: Tree[] };

/** One thing that a page changed: an attribute, a text, or all children of an element. The path counts child nodes. */
type Step = { path: number[] } & ({ attribute: string; value: string | null } | { text: string } | { children: Tree[] });

/** What a page changed in its document at each tick, and the document as it was before the first of them. */
export interface Recording {
  steps: Step[][];
  /** Of the root, but without its scripts. */
  attributes: [string, string][];
  body: Tree;
}

/** Drives the page for so many ticks and notes everything it does to its document. */
export async function recorded(page: Page, ticks: number, everyMs: number): Promise<Recording> {
  return page.evaluate(
    async ({ ticks, everyMs }) => {
      const root = document.body;
      const attributesOf = (element: Element) => [...element.attributes].map(({ name, value }): [string, string] => [name, value]);
      const treeOf = (node: Node): Tree => {
        if (!(node instanceof Element)) return node instanceof Comment ? { comment: node.data } : { text: node.nodeValue ?? '' };
        const isScript = node.localName === 'script';
        const children = isScript ? [] : [...node.childNodes].map(treeOf);
        return { name: isScript ? 'template' : node.localName, space: node.namespaceURI, attributes: isScript ? [] : attributesOf(node), children };
      };
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
          else last.set(key, { path, children: [...target.childNodes].map(treeOf) });
        }
        // Paths are those after all of them: children first, from the outside.
        const all = [...last.values()];
        const whole = all.filter((step) => 'children' in step).sort((a, b) => a.path.length - b.path.length);
        steps.at(-1)!.push(...whole, ...all.filter((step) => !('children' in step)));
      });
      const body = treeOf(root);
      observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
      const { driven } = globalThis as unknown as { driven: Driven };
      for (let tick = 0; tick < ticks; tick += 1) {
        steps.push([]);
        driven.tick();
        await new Promise((done) => setTimeout(done, everyMs));
      }
      observer.disconnect();
      // Whoever plays it again and again begins with the children that there were.
      const begins = (whole: number[], part: number[]) => part.every((place, at) => whole[at] === place);
      const replaced = steps.flat().flatMap((step) => ('children' in step ? [step.path] : []));
      const outermost = replaced.filter((path) => !replaced.some((outer) => outer.length < path.length && begins(path, outer)));
      const once = [...new Map(outermost.map((path) => [path.join('.'), path])).values()];
      const childrenAt = (path: number[]) => path.reduce<Tree[]>((children, place) => {
        const child = children[place];
        return child !== undefined && 'children' in child ? child.children : [];
      }, 'children' in body ? body.children : []);
      steps[0]!.unshift(...once.map((path) => ({ path, children: childrenAt(path) })));
      return { steps, attributes: attributesOf(document.documentElement), body };
    },
    { ticks, everyMs },
  );
}

/** A few words on what a recording has. */
export function told({ steps }: Recording): string {
  const all = steps.flat();
  const count = (has: (step: Step) => boolean) => (all.filter(has).length / steps.length).toFixed(1);
  const children = all.filter((step) => 'children' in step);
  const longest = Math.max(0, ...children.map((step) => ('children' in step ? JSON.stringify(step.children).length : 0)));
  return `a tick changes ${count((step) => 'text' in step)} texts, ${count((step) => 'attribute' in step)} attributes and the children of ${count((step) => 'children' in step)} elements (the longest of ${longest} letters)`;
}

/** What the page below is given. */
export interface Play extends Recording {
  rows: number;
  changes: number;
}

/**
 * Runs in a page that it fills with the recorded nodes, without any framework: it reads a message like the board's at each tick, keeps its
 * rows, and in the next frame does to its document what the recorded page did.
 */
export function replay({ steps, attributes, body, rows, changes }: Play): void {
  const built = (tree: Tree): Node => {
    if ('text' in tree) return document.createTextNode(tree.text);
    if ('comment' in tree) return document.createComment(tree.comment);
    const element = document.createElementNS(tree.space, tree.name);
    for (const [name, value] of tree.attributes) element.setAttribute(name, value);
    element.append(...tree.children.map(built));
    return element;
  };
  for (const [name, value] of attributes) document.documentElement.setAttribute(name, value);
  document.body.replaceWith(built(body));
  const root = document.body;
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
        else if ('children' in step) (node as Element).replaceChildren(...step.children.map(built));
        else if (step.value === null) (node as Element).removeAttribute(step.attribute);
        else (node as Element).setAttribute(step.attribute, step.value);
      }
    });
  };
  (globalThis as unknown as { driven: Driven }).driven = { begin: () => undefined, tick };
}
