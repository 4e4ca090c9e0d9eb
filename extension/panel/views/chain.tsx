import { backOffOf } from '../../../src/analyze/connections/back-off.ts';
import { whatBecame } from '../../../src/analyze/connections/chain-breaks.ts';
import { sayDuration, sayPlural } from '../../../src/base/say.ts';
import { sayOffset } from '../../../src/layout/say-time.ts';
import type { Connection } from '../../../src/session/session.ts';
import { Link } from '../widgets/parts.tsx';
import { Fact } from './details-parts.tsx';
import { useStore } from './use-store.ts';

/** Breaks told one by one; a chain of a thousand reconnects is told by its last ones. */
const told = 10;

/** How the connections of this one's chain followed each other, what was in flight at each break and what became of it. */
export function ChainSection({ connection }: { readonly connection: Connection }) {
  const store = useStore();
  const analysis = store.analysis();
  const chain = analysis.chainOf(connection.id);
  const breaks = analysis.breaks.filter((each) => each.chain === chain?.id);
  if (!chain || breaks.length === 0 || (chain.connections.length < 2 && breaks[0]!.inFlight === 0))
    return null;
  const waits = breaks.flatMap((each) => (each.waitMs === null ? [] : [each.waitMs]));
  return (
    <section class="convention" aria-label="Chain">
      <h3>Chain of {sayPlural(chain.connections.length, 'connection')}</h3>
      <dl>
        {breaks.slice(-told).map((each) => (
          <Fact key={each.connection} name={`#${each.connection} ended`}>
            {sayOffset(each.time)}
            {each.next !== null && each.waitMs !== null && (
              <>
                , back after {sayDuration(each.waitMs)} as{' '}
                <Link
                  onClick={() => {
                    store.scope.value = each.next;
                  }}
                >
                  #{each.next}
                </Link>
              </>
            )}
            <span class="because">
              {each.inFlight === 0
                ? 'Nothing was in flight.'
                : `In flight: ${each.inFlight}. Now ${whatBecame(analysis, each).join(', ') || 'no longer listed'}.`}
            </span>
          </Fact>
        ))}
        {waits.length > 0 && <Fact name="Back-off">{backOffOf(waits).because}</Fact>}
      </dl>
    </section>
  );
}
