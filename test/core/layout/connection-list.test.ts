import { describe, expect, it } from 'vitest';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { defaultSettings } from '../../../src/analyze/settings.ts';
import { listConnections } from '../../../src/layout/connection-list.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { Fact } from '../../../src/wire/fact.ts';

type How = 'open' | 'closed' | 'lost';

/** Connections in the order of their numbers, by the page that they are of. */
function analysisOf(...pages: readonly (readonly How[])[]) {
  const log = createSessionLog();
  let order = 0;
  let connection = 0;
  const append = (fact: object): void =>
    log.append({ order: order++, time: connection * 10, ...fact } as Fact);
  pages.forEach((connections, at) => {
    const page = at + 1;
    append({ kind: 'page', page, url: `http://page/${page}`, frame: 'top', origin: 1 });
    for (const how of connections) {
      connection++;
      append({ kind: 'constructed', connection, page, url: 'ws://s/', protocols: [], readyState: 0 });
      append({ kind: 'opened', connection, protocol: '', extensions: '' });
      if (how === 'open') continue;
      if (how === 'closed') append({ kind: 'close-requested', connection, code: 1000, reason: '' });
      const code = how === 'closed' ? 1000 : 1006;
      append({ kind: 'closed', connection, code, reason: '', wasClean: how === 'closed' });
    }
  });
  const analysis = createAnalysis(log, defaultSettings);
  analysis.pump(connection * 10);
  return analysis;
}

const shownIn = (...[analysis, most, chosen]: Parameters<typeof listConnections>) => {
  const { pages, hidden } = listConnections(analysis, most, chosen);
  return {
    pages: pages.map(({ page, groups }) => [page.id, groups.map((group) => group.map(({ id }) => id))]),
    hidden,
  };
};

describe('the list of connections', () => {
  it('has them by page, those of a chain together, the newest of a chain first', () => {
    const analysis = analysisOf(['closed', 'lost', 'lost', 'open'], ['closed', 'open']);
    expect(shownIn(analysis, 100, null)).toEqual({
      pages: [
        [1, [[1], [4, 3, 2]]],
        [2, [[5], [6]]],
      ],
      hidden: 0,
    });
  });

  it('shows the newest of very many, those that are open and the chosen one, and counts the others', () => {
    const many = Array.from({ length: 1000 }, (): How => 'closed');
    const analysis = analysisOf(['open', ...many]);
    expect(shownIn(analysis, 3, 500)).toEqual({
      pages: [[1, [[1], [500], [999], [1000], [1001]]]],
      hidden: 996,
    });
  });

  it('shows no more elements where all are open, and the newest of a chain that is longer', () => {
    const open = analysisOf(Array.from({ length: 100 }, (): How => 'open'));
    expect(shownIn(open, 2, null)).toEqual({ pages: [[1, [[97], [98], [99], [100]]]], hidden: 96 });
    const chain = analysisOf(Array.from({ length: 100 }, (): How => 'lost'));
    expect(shownIn(chain, 3, null)).toEqual({ pages: [[1, [[100, 99, 98]]]], hidden: 97 });
  });

  it('leaves out a page of which nothing is shown', () => {
    const analysis = analysisOf(['closed', 'closed'], ['closed', 'closed']);
    expect(shownIn(analysis, 2, null)).toEqual({ pages: [[2, [[3], [4]]]], hidden: 2 });
  });
});
