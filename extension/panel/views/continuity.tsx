import type { SessionEntry } from '../../../src/analyze/results.ts';
import { sayDuration } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import type { Connection } from '../../../src/session/session.ts';
import { Fact } from './details-parts.tsx';
import { sayEntry } from './event-details.tsx';
import { FrameLink } from './frame-link.tsx';
import { useStore } from './use-store.ts';

const ends: Readonly<Record<NonNullable<SessionEntry['end']>, string>> = {
  page: 'left by the page',
  server: 'disconnected by the server',
  heartbeat: 'ended by a missed heartbeat',
  transport: 'lost with the connection',
};

/** What this connection goes on from, after how long, and which namespaces it was let in to. */
export function Continuity({ connection }: { readonly connection: Connection }) {
  const analysis = useStore().analysis();
  const chain = analysis.chainOf(connection.id);
  const at = chain?.connections.indexOf(connection.id) ?? 0;
  const before = chain && at > 0 ? analysis.log.connection(chain.connections[at - 1]!) : undefined;
  const why = chain?.continuations.findLast((each) => each.connection === connection.id);
  const entries = analysis.entries.filter((each) => each.connection === connection.id);
  return (
    <>
      {before && (
        <Fact name="Continues">
          #{before.id}
          {before.closedAt !== null &&
            before.closedAt <= connection.constructedAt &&
            `, ${sayDuration(connection.constructedAt - before.closedAt)} after its end`}
          {before.closedAt === null || before.closedAt > connection.constructedAt
            ? ', takes over from it'
            : ''}
          {why && (
            <span class="because">
              Because {shorten(why.because, 1_000)}.{' '}
              {why.frames.map((frame) => (
                <FrameLink key={frame} frame={frame} />
              ))}
            </span>
          )}
        </Fact>
      )}
      {entries.slice(-20).map((entry) => (
        <Fact key={entry.answerFrame} name={entry.scope === '/' ? 'Namespace /' : shorten(entry.scope, 200)}>
          {entry.askFrame > 0 && <FrameLink frame={entry.askFrame} />} <FrameLink frame={entry.answerFrame} />{' '}
          {sayEntry(entry)}
          {entry.end !== null && `; ${ends[entry.end]} `}
          {entry.endFrame !== null && <FrameLink frame={entry.endFrame} />}
        </Fact>
      ))}
    </>
  );
}
