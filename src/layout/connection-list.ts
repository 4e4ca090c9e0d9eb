import type { Analysis } from '../analyze/analysis.ts';
import type { Connection, Page } from '../session/session.ts';

/** The list of connections as it is shown: by page, those of a chain together. */
export interface ConnectionList {
  readonly pages: readonly ListedPage[];
  /** Connections that are not shown. */
  readonly hidden: number;
}

export interface ListedPage {
  readonly page: Page;
  /** One connection or a chain of them, the newest of a chain first. */
  readonly groups: readonly (readonly Connection[])[];
}

/**
 * Of very many connections only some are shown, because each is an element of the page: the newest, those that are open, as far as
 * there is room for as many again, and the one that is chosen. One pass over all of them, and everything else over what is shown.
 *
 * @param most of the newest
 */
export function listConnections(
  { log, chainOf, arriving }: Pick<Analysis, 'log' | 'chainOf' | 'arriving'>,
  most: number,
  chosen: number | null,
): ConnectionList {
  const all = log.connections;
  const newest = Math.max(0, all.length - most);
  const known = new Set(arriving);
  const shown: Connection[] = [];
  let open = 0;
  let hidden = 0;
  for (let at = all.length - 1; at >= 0; at--) {
    const connection = all[at]!;
    const isOpen = at < newest && connection.closedAt === null && open < most;
    if (isOpen) open++;
    if (at < newest && !isOpen && connection.id !== chosen) hidden++;
    // One that the analysis has not come to is not placed yet.
    else if (chainOf(connection.id) || known.has(connection.id)) shown.push(connection);
  }
  const groups = groupByChain(shown, chainOf);
  const byPage = new Map<number, Connection[][]>();
  for (const group of groups) {
    // The log may have let go of the first ones of a long chain: it stands with the page of the oldest that is shown.
    const { page } = group.at(-1)!;
    const of = byPage.get(page);
    if (of) of.push(group);
    else byPage.set(page, [group]);
  }
  const pages = log.pages.flatMap((page) => {
    const of = byPage.get(page.id);
    return of ? [{ page, groups: of }] : [];
  });
  return { pages, hidden };
}

/** In the order of the chains, and after them those that may still join one; in each group the newest first. */
function groupByChain(newestFirst: readonly Connection[], chainOf: Analysis['chainOf']): Connection[][] {
  const chains = new Map<number, Connection[]>();
  const single: Connection[][] = [];
  for (const connection of newestFirst) {
    const chain = chainOf(connection.id);
    const group = chain && chains.get(chain.id);
    if (!chain) single.push([connection]);
    else if (group) group.push(connection);
    else chains.set(chain.id, [connection]);
  }
  const inOrder = [...chains].sort(([one], [other]) => one - other).map(([, group]) => group);
  // The network record tells late of what it saw earlier.
  for (const group of inOrder) group.sort((one, other) => other.constructedAt - one.constructedAt);
  return [...inOrder, ...single.reverse()];
}
