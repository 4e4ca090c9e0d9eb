import type { Chain } from '../analyze/connections/chain.ts';
import type { Delivery } from '../analyze/results.ts';
import { sayCount, sayDuration } from '../base/say.ts';
import type { Connection } from '../session/session.ts';

/** One rung of the ladder between page and server, top to bottom; `height` px each. */
export type LadderRow =
  | {
      readonly kind: 'transmission';
      readonly time: number;
      readonly delivery: number;
      readonly frame: number;
      readonly direction: 'sent' | 'received';
      readonly label: string;
      /** No ack ever came for it. */
      readonly lost: boolean;
    }
  | {
      readonly kind: 'ack';
      readonly time: number;
      readonly delivery: number;
      readonly frame: number;
      readonly direction: 'sent' | 'received';
      readonly label: string;
    }
  | {
      readonly kind: 'verdict';
      readonly time: number;
      readonly delivery: number;
      readonly label: string;
      readonly at: 'page' | 'server';
    }
  | { readonly kind: 'break'; readonly time: number; readonly label: string };

/**
 * Deliveries of one chain as a ladder:
 *
 *   page                     server
 *    │ 17 payment.confirm ──✕   │      transmission, lost
 *    │══ #2 closed 1006 · 1.2 s ═│      break
 *    │ 17 again +10.0 s ───────▶ │      transmission
 *    │ ◀─────────────── ack 17   │      ack
 */
export function ladderRows(
  chain: Chain,
  deliveries: readonly Delivery[],
  connection: (id: number) => Connection | undefined,
): readonly LadderRow[] {
  const rows: LadderRow[] = [];
  for (const each of deliveries) {
    if (each.chain !== chain.id) continue;
    const first = each.transmissions[0]!;
    const channel = each.channel ? ` ${each.channel}` : '';
    for (const [nth, one] of each.transmissions.entries())
      rows.push({
        kind: 'transmission',
        time: one.time,
        delivery: each.id,
        frame: one.frame,
        direction: each.direction,
        label:
          nth === 0
            ? `${called(each)}${channel} ${each.name}`.trim()
            : `${one.seq ?? called(each)} again${one.seq === undefined ? '' : ` for ${each.seq}`} +${sayDuration(one.time - first.time)}`,
        lost: each.state === 'given-up' || each.state === 'unacked' || nth < each.transmissions.length - 1,
      });
    if (each.ackFrame !== null && each.ackedAt !== null)
      rows.push({
        kind: 'ack',
        time: each.ackedAt,
        delivery: each.id,
        frame: each.ackFrame,
        direction: each.direction === 'sent' ? 'received' : 'sent',
        label: `ack ${called(each)}`,
      });
    if (each.state === 'given-up' || each.state === 'unacked')
      rows.push({
        kind: 'verdict',
        time: each.transmissions.at(-1)!.time + 0.001,
        delivery: each.id,
        label: `${called(each)} ${each.state === 'given-up' ? 'given up' : 'not acknowledged'}`,
        at: each.direction === 'sent' ? 'page' : 'server',
      });
  }
  for (const [nth, id] of chain.connections.entries()) {
    const ended = connection(id);
    const next = connection(chain.connections[nth + 1] ?? 0);
    if (!ended || ended.closedAt === null) continue;
    const code = ended.close ? ` ${ended.close.code}` : '';
    const gap = next ? ` · ${sayDuration(next.constructedAt - ended.closedAt)} · #${next.id}` : '';
    rows.push({ kind: 'break', time: ended.closedAt, label: `#${id} closed${code}${gap}` });
  }
  return rows.sort((one, other) => one.time - other.time);
}

/** Rows of deliveries that a ladder draws, the latest ones; a page paints them again each time that something is new. */
const mostRungs = 50_000;

/** The deliveries that are drawn, by chain, and how many earlier ones are not. */
export function chooseRungs(
  deliveries: readonly Delivery[],
  most = mostRungs,
): { readonly byChain: ReadonlyMap<number, readonly Delivery[]>; readonly left: number } {
  let rungs = 0;
  let first = deliveries.length;
  while (first > 0 && rungs < most) rungs += 2 + deliveries[--first]!.transmissions.length;
  const byChain = new Map<number, Delivery[]>();
  for (let at = first; at < deliveries.length; at++) {
    const each = deliveries[at]!;
    const group = byChain.get(each.chain);
    if (group) group.push(each);
    else byChain.set(each.chain, [each]);
  }
  return { byChain, left: first };
}

/** `#1 → #2 → … 96 more … → #99 → #100` */
export function sayChain(connections: readonly number[]): string {
  const named = connections.map((id, at) => (at < 3 || at >= connections.length - 3 ? `#${id}` : ''));
  const more = connections.length - 6;
  if (more <= 0) return named.join(' → ');
  return [...named.slice(0, 3), `… ${sayCount(more)} more …`, ...named.slice(-3)].join(' → ');
}

/** A longer id is told by its beginning; all of it stands in the details. */
const longestCalled = 14;

/** Its number, or its id. */
function called({ seq, key }: Delivery): string {
  if (key === undefined) return `${seq}`;
  return key.length > longestCalled ? `${key.slice(0, longestCalled - 1)}…` : key;
}
