import { longestName } from '../../base/cut.ts';
import { createRingMap } from '../../base/ring-map.ts';
import { queryParams } from '../../base/url.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Place } from '../../decode/place.ts';
import { mayBeSessionToken } from '../../decode/session-token.ts';
import type { Connection } from '../../session/session.ts';
import { siteOf } from './endpoint.ts';

/** A token that the server gave one connection and another presents. */
export interface TokenClaim {
  readonly chain: number;
  readonly given: { readonly connection: number; readonly frame: number; readonly place: Place | null };
  /** Frame 0: in the query of its URL. */
  readonly presented: { readonly frame: number; readonly place: Place | null };
}

interface Given {
  readonly at: string;
  readonly chain: number;
  readonly connection: number;
  readonly frame: number;
  readonly place: Place | null;
}

/** `not-one`: the page knew it by itself, or several chains have it: a user, a key, a page's own id. */
type Known = Given | 'not-one';

/** Values remembered; past this the oldest is forgotten, and what presents it goes by URL and time. */
const remembered = 5000;
/** Pages and sites of which is known that tokens are given. */
const maxSites = 2000;
/** Chains of one site that are looked through for one that waits to be continued. */
const maxChains = 100;

/** Which values are resume tokens: given by the server on one chain of a site, and presented by a connection after that. */
export interface SessionTokens {
  /** Whether a connection might present a token: some chain of its page and site has one and is left. */
  expects(connection: Connection): boolean;
  claimInUrl(connection: Connection): TokenClaim | null;
  claimIn(packet: Packet, connection: Connection): TokenClaim | null;
  /** Notes what the URL, and each packet, gives and presents, once the chain of its connection is known. */
  noteUrl(connection: Connection, chain: number): void;
  note(packet: Packet, connection: Connection, chain: number): void;
}

/** @param isLeft whether no connection of a chain goes on: all are closed, or the page has asked for that */
export function createSessionTokens(isLeft: (chain: number) => boolean): SessionTokens {
  const values = createRingMap<string, Known>(remembered);
  const chainsAt = createRingMap<string, Set<number>>(maxSites);

  const claim = (token: string, connection: Connection): Given | null => {
    const known = values.get(token);
    if (known === undefined || known === 'not-one' || known.at !== pageAndSite(connection)) return null;
    return isLeft(known.chain) ? known : null;
  };

  const claimed = ({ chain, connection, frame, place }: Given, presented: TokenClaim['presented']) => ({
    chain,
    given: { connection, frame, place },
    presented,
  });

  const give = (token: string, given: Given): void => {
    const known = values.get(token);
    if (known === 'not-one') return;
    if (known && known.chain !== given.chain) {
      values.set(token, 'not-one');
      return;
    }
    values.set(token, given);
    const chains = chainsAt.get(given.at) ?? new Set<number>();
    chainsAt.set(given.at, chains);
    // The newest last: an old one goes first.
    chains.delete(given.chain);
    chains.add(given.chain);
    if (chains.size > maxChains) chains.delete(chains.values().next().value!);
  };

  /** What is presented on a chain that was not given it is no token. */
  const present = (token: string, chain: number): void => {
    const known = values.get(token);
    if (known === undefined || (known !== 'not-one' && known.chain !== chain)) values.set(token, 'not-one');
  };

  return {
    expects(connection) {
      for (const chain of chainsAt.get(pageAndSite(connection)) ?? []) if (isLeft(chain)) return true;
      return false;
    },
    claimInUrl(connection) {
      for (const [name, token] of queryOf(connection.url)) {
        const given = claim(token, connection);
        if (given) return claimed(given, { frame: 0, place: name });
      }
      return null;
    },
    claimIn(packet, connection) {
      for (const link of packet.links) {
        if (link.kind !== 'resumes-session' || link.token === undefined) continue;
        const given = claim(link.token, connection);
        if (given) return claimed(given, { frame: packet.frame, place: link.place ?? null });
      }
      return null;
    },
    noteUrl(connection, chain) {
      for (const [, token] of queryOf(connection.url)) present(token, chain);
    },
    note(packet, connection, chain) {
      for (const link of packet.links) {
        if (link.kind === 'resumes-session' && link.token !== undefined) present(link.token, chain);
        else if (link.kind === 'continues' && link.token !== undefined)
          give(link.token, {
            at: pageAndSite(connection),
            chain,
            connection: connection.id,
            frame: packet.frame,
            place: link.place ?? null,
          });
      }
    },
  };
}

const pageAndSite = ({ page, url }: Connection): string => `${page}|${siteOf(url)}`;

/** Parameters of a URL that could be tokens: `wss://a.example/rt?session=s-1` → [["session", "s-1"]]. */
function queryOf(url: string): readonly (readonly [name: string, value: string])[] {
  return queryParams(url)
    .filter(([name, value]) => name.length <= longestName && value.length <= longestName)
    .map(([name, value]) => [name, decoded(value)] as const)
    .filter(([name, value]) => mayBeSessionToken(name, value));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
