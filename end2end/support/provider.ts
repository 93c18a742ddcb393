import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Page } from '@playwright/test';
import Provider from 'oidc-provider';

export const CLIENT = 'callboard';
export const CLIENT_SECRET = 'the secret that Callboard has at the provider';

/** What the provider says of somebody. */
export interface Claims {
  email: string;
  email_verified: boolean;
  name: string;
  groups: string[];
}

/**
 * A company's identity provider, with its own pages. It is on another site than the server under test, as it would be: what
 * browsers do with cookies between the two is part of the test.
 */
export class IdentityProvider {
  /** Its people, by what they type as their name there. */
  readonly people = new Map<string, Claims>();

  private constructor(
    readonly issuer: string,
    private readonly server: Server,
  ) {}

  /** Starts it for the server at `callboard`. */
  static async start(callboard: string): Promise<IdentityProvider> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
    const own = new IdentityProvider(issuer, server);
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT,
          client_secret: CLIENT_SECRET,
          redirect_uris: [`${callboard}/sign-in/sso/callback`],
          grant_types: ['authorization_code'],
          response_types: ['code'],
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
      scopes: ['openid', 'email', 'profile', 'groups'],
      cookies: { keys: ['a key for cookies of a test'] },
      ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 3600 },
      findAccount: (_, id) => {
        const claims = own.people.get(id);
        return claims === undefined ? undefined : { accountId: id, claims: () => ({ sub: id, ...claims }) };
      },
    });
    server.on('request', provider.callback());
    return own;
  }

  /** Ends it; what is under way there is cut off. */
  async end(): Promise<void> {
    const gone = new Promise<void>((done) => this.server.close(() => done()));
    this.server.closeAllConnections();
    await gone;
  }
}

/** Signs in on the provider's own pages, as far as it asks. */
export async function signInThere(page: Page, name: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(name);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}
