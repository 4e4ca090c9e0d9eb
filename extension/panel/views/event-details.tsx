import { sayGuarantee } from '../../../src/analyze/deliveries/say-guarantee.ts';
import type { EventStats, SessionEntry } from '../../../src/analyze/results.ts';
import { sayCount } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { Link } from '../widgets/parts.tsx';
import { Fact } from './details-parts.tsx';
import { remarks } from './events.tsx';
import { FrameDetails } from './frame-details.tsx';
import { FrameLink } from './frame-link.tsx';
import { useStore } from './use-store.ts';

export function EventDetails({ event }: { readonly event: EventStats }) {
  const store = useStore();
  const entries = store.analysis().entries.filter((each) => each.scope === event.scope);
  const resumed = entries.filter((each) => each.resumedBy !== null);
  return (
    <>
      <h3>
        Event {event.scope === '/' ? '' : shorten(event.scope, 200)} {shorten(event.name, 200)}
      </h3>
      <p class="card info">{sayGuarantee(event)}</p>
      <dl>
        <Fact name="Evidence">
          {event.evidence.map((frame) => (
            <FrameLink key={frame} frame={frame} />
          ))}
        </Fact>
        <Fact name={event.direction === 'sent' ? 'Sent' : 'Received'}>
          {sayCount(event.count)}, first <FrameLink frame={event.firstFrame} /> last{' '}
          <FrameLink frame={event.lastFrame} />
        </Fact>
        {remarks(event).map((remark) => (
          <Fact key={remark} name="Of those">
            {remark}
          </Fact>
        ))}
        {resumed.slice(-5).map((entry) => (
          <Fact key={entry.answerFrame} name={`Reconnect #${entry.connection}`}>
            {entry.askFrame > 0 && <FrameLink frame={entry.askFrame} />}{' '}
            <FrameLink frame={entry.answerFrame} /> {sayEntry(entry)}
          </Fact>
        ))}
        <Fact name="Frames">
          <Link
            onClick={() => {
              store.filter.value = `event:"${event.name}"${event.scope ? ` ns:${event.scope}` : ''}`;
              store.tab.value = 'frames';
            }}
          >
            show all of them
          </Link>
        </Fact>
      </dl>
      <FrameDetails number={event.lastFrame} nested="Latest" />
    </>
  );
}

/** "recovered, 3 replayed", "not recovered: what the server emitted meanwhile is missing", … */
export function sayEntry({ resumedBy, recovered, replayed, offset }: SessionEntry): string {
  const from = offset === null ? '' : `asked from ${shorten(offset, 200)}: `;
  if (resumedBy === 'application') return `${from}${replayed.length} replayed by the application`;
  if (recovered) return `${from}recovered, ${replayed.length} replayed`;
  return recovered === false
    ? `${from}not recovered, what the server emitted meanwhile is missing`
    : 'a new session';
}
