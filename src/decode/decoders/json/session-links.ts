import type { Direction } from '../../../wire/fact.ts';
import type { Link } from '../../link.ts';
import { mayBeSessionToken } from '../../session-token.ts';
import { scalarsOf } from './scalars.ts';

/** Messages of each side in which a session is opened or taken up again: hello, welcome, login. */
const firstMessages = { sent: 3, received: 5 } as const;
const maxTokens = 8;

/**
 * Reads what could be a resume token in a connection's first messages: the server's are handed out, the page's presented. Which of
 * them are tokens only shows when a later connection presents one (src/analyze/connections/session-tokens.ts).
 */
export function createSessionLinks(): (message: unknown, direction: Direction) => readonly Link[] {
  const seen = { sent: 0, received: 0 };
  return (message, direction) => {
    if (seen[direction] >= firstMessages[direction]) return none;
    seen[direction]++;
    const links: Link[] = [];
    for (const { place, value } of scalarsOf(message)) {
      const token = String(value);
      if (links.length >= maxTokens || !mayBeSessionToken(place, token)) continue;
      const kind = direction === 'received' ? 'continues' : 'resumes-session';
      links.push({ kind, scope: '', token, place, tentative: true });
    }
    return links;
  };
}

const none: readonly Link[] = [];
