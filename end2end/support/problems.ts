import type { BrowserContext } from '@playwright/test';

const DOWN = /net::ERR_|Failed to load resource|Failed to fetch|NetworkError/;

/** Everything the browser complained of in any page of a test; what a test does not expect fails it. */
export class Problems {
  private readonly seen: string[] = [];
  private readonly allowed: RegExp[] = [];

  constructor(context: BrowserContext) {
    context.on('console', (message) => {
      if (message.type() === 'error') this.note(`console: ${message.text()}`);
    });
    context.on('weberror', (problem) => this.note(`exception: ${problem.error().message}`));
  }

  /** Accepts complaints of this kind from now on. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  /** Accepts complaints about the network, and no others, for as long as `work` takes. */
  async whileServerIsDown(work: () => Promise<void>): Promise<void> {
    this.allowed.push(DOWN);
    try {
      await work();
    } finally {
      this.allowed.splice(this.allowed.indexOf(DOWN), 1);
    }
  }

  /** What nobody expected. */
  get unexpected(): readonly string[] {
    return this.seen;
  }

  private note(problem: string): void {
    if (!this.allowed.some((pattern) => pattern.test(problem))) this.seen.push(problem);
  }
}
