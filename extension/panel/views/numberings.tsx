import { guaranteeOf } from '../../../src/analyze/deliveries/numbering-guarantee.ts';
import type { Numbering } from '../../../src/analyze/results.ts';
import { sayCount, sayPlural } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { useStore } from './use-store.ts';

/** Numberings shown above the ladder; more are counted. */
const shown = 4;

/** What the numbered packets of each direction and channel have in common, and what that promises. */
export function Numberings() {
  const store = useStore();
  const analysis = store.analysis();
  const scope = store.scope.value;
  const chain = scope === null ? null : analysis.chainOf(scope)?.id;
  const numberings = analysis.numberings.filter(
    (each) => each.packets > 1 && (chain === null || each.chain === chain),
  );
  if (numberings.length === 0) return null;
  return (
    <div class="numberings">
      {numberings.slice(0, shown).map((each) => {
        const { guarantee, because } = guaranteeOf(each);
        return (
          <p key={each.id} title={because}>
            <span class={each.direction === 'sent' ? 's' : 'r'}>{each.direction === 'sent' ? '↑' : '↓'}</span>{' '}
            {each.channel && <b>{shorten(each.channel, 200)} </b>}
            <span class={`tag ${guarantee}`}>{guarantee.replaceAll('-', ' ')}</span>{' '}
            <span class="dim">{factsOf(each)}</span>
            <span class="because">{because}</span>
          </p>
        );
      })}
      {numberings.length > shown && (
        <p class="dim">and {sayPlural(numberings.length - shown, 'more numbering')}</p>
      )}
    </div>
  );
}

function factsOf(each: Numbering): string {
  const facts = [
    `${each.first} to ${each.highest}`,
    `${sayCount(each.acked)} of ${sayPlural(each.packets, 'packet')} acknowledged`,
    each.ackStyle === 'none' ? '' : `${each.ackStyle} acks`,
    each.retransmissions > 0 ? `${sayCount(each.retransmissions)} again` : '',
    each.nacks > 0 ? sayPlural(each.nacks, 'nack') : '',
    each.gaps > 0
      ? `${sayCount(each.gaps)} missing${each.healed > 0 ? `, ${each.healed} came later` : ''}`
      : '',
    each.wraps > 0 ? `wrapped ${sayPlural(each.wraps, 'time')}` : '',
    each.restarts > 0 ? `began anew ${sayPlural(each.restarts, 'time')}` : '',
    each.ackStyle === 'none'
      ? ''
      : `${sayCount(each.window)} under way, at most ${sayCount(each.windowPeak)}`,
  ];
  return facts.filter(Boolean).join(' · ');
}
