import type { Connection } from '../../session/session.ts';
import type { Analysis } from '../analysis.ts';
import type { ChainBreak } from './chain.ts';
import type { ChainTracker } from './chain-tracker.ts';

/** What can be under way when a connection ends. */
export interface InFlight {
  openOn(connection: number): readonly number[];
}

export interface ChainBreaks {
  readonly all: readonly ChainBreak[];
  /** Before what was open is told that its connection ended. */
  closing(connection: Connection, time: number): void;
  /** After the chain of the connection is known. */
  connected(connection: Connection): void;
  /** Lets go of chains that are no longer listed. */
  forget(): void;
}

type MutableBreak = { -readonly [Key in keyof ChainBreak]: ChainBreak[Key] };

/** Ids named of one break; the counts are whole. */
const named = 200;
/** Breaks kept; a page that reconnects every second has 3,600 an hour. */
const kept = 10_000;

/** Notes what was in flight at the end of each connection, and when the chain went on. */
export function createChainBreaks(
  chains: ChainTracker,
  exchanges: InFlight,
  deliveries: InFlight,
  chunkStreams: InFlight,
): ChainBreaks {
  const all: MutableBreak[] = [];
  const last = new Map<number, MutableBreak>();

  return {
    all,
    closing(connection, time) {
      const chain = chains.of(connection.id)?.id ?? 0;
      const open = [exchanges, deliveries, chunkStreams].map((each) => each.openOn(connection.id));
      const [asked = [], numbered = [], streamed = []] = open;
      const gap: MutableBreak = {
        chain,
        connection: connection.id,
        time,
        next: null,
        waitMs: null,
        exchanges: asked.slice(0, named),
        deliveries: numbered.slice(0, named),
        chunkStreams: streamed.slice(0, named),
        inFlight: asked.length + numbered.length + streamed.length,
      };
      if (all.length >= kept) all.splice(0, kept / 4);
      all.push(gap);
      last.set(chain, gap);
    },
    connected(connection) {
      const chain = chains.of(connection.id)?.id ?? 0;
      const gap = last.get(chain);
      if (!gap || gap.next !== null) return;
      gap.next = connection.id;
      gap.waitMs = connection.constructedAt - gap.time;
    },
    forget() {
      for (const chain of last.keys()) if (!chains.has(chain)) last.delete(chain);
    },
  };
}

/** What became of the things in flight at a break, by state: "2 acked", "1 unanswered". Those no longer listed are left out. */
export function whatBecame(analysis: Analysis, gap: ChainBreak): readonly string[] {
  const counts = new Map<string, number>();
  const note = (what: string, found: { readonly state: string } | undefined): void => {
    if (found) counts.set(`${what} ${found.state}`, (counts.get(`${what} ${found.state}`) ?? 0) + 1);
  };
  for (const id of gap.exchanges) note('request', analysis.exchange(id));
  for (const id of gap.deliveries) note('packet', analysis.delivery(id));
  for (const id of gap.chunkStreams) note('transfer', analysis.chunkStream(id));
  return [...counts].map(([said, count]) => {
    const [what = '', state = ''] = said.split(' ');
    return `${count} ${what}${count === 1 ? '' : 's'} ${state}`;
  });
}
