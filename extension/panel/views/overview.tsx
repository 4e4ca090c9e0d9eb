import { useRef } from 'preact/hooks';
import { sayCount } from '../../../src/base/say.ts';
import { barPath, createOverviewCounter } from '../../../src/layout/overview-layout.ts';
import { createPageSpells, type PageSpell, placeSpells } from '../../../src/layout/page-spells.ts';
import { sayOffset } from '../../../src/layout/say-time.ts';
import { useStore } from './use-store.ts';

/** Places on the strip for findings and for spells of a page. */
const slots = 200;

const saySpells = (spells: readonly PageSpell[]): string => {
  const { what, from } = spells[0]!;
  const { to } = spells.at(-1)!;
  const times = spells.length > 1 ? `, ${sayCount(spells.length)} times` : '';
  return `Page ${what} from ${sayOffset(from)}${to === null ? '' : ` to ${sayOffset(to)}`}${times}`;
};

/**
 * Activity over the whole session: sent above, received below, findings on top, times in which the page was hidden or offline
 * at the bottom. Drag to look at a part of it.
 */
export function Overview() {
  const store = useStore();
  const counter = useRef(createOverviewCounter());
  const pageSpells = useRef(createPageSpells());
  const strip = useRef<HTMLDivElement>(null);
  const log = store.log();
  const bins = counter.current.take(log);
  const span = bins.step * bins.sent.length;
  const range = store.range.value;
  const brush = (event: PointerEvent): void => {
    const box = strip.current!.getBoundingClientRect();
    const timeAt = (x: number): number => Math.min(1, Math.max(0, (x - box.left) / box.width)) * span;
    const from = timeAt(event.clientX);
    const handle = event.currentTarget as HTMLElement;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void => {
      const to = timeAt(moved.clientX);
      if (Math.abs(moved.clientX - event.clientX) > 3)
        store.range.value = { from: Math.min(from, to), to: Math.max(from, to) };
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const { from, to } = range ?? { from: 0, to: span };
    const by = (span / 20) * step;
    store.range.value = event.shiftKey
      ? { from, to: Math.min(span, Math.max(from + 1, to + by)) }
      : { from: Math.max(0, from + by), to: Math.min(span, to + by) };
  };

  const marks = new Map<number, string>();
  for (const finding of store.analysis().findings)
    if (finding.severity !== 'info') {
      const at = Math.min(slots, Math.max(0, Math.floor((finding.time / span) * slots)));
      if (marks.get(at) !== 'error') marks.set(at, finding.severity);
    }

  return (
    <div
      class="over"
      ref={strip}
      role="slider"
      tabIndex={0}
      aria-label="Time range. Arrow keys move it, Shift and arrow keys resize it, double click shows everything"
      aria-valuemin={0}
      aria-valuemax={Math.round(span)}
      aria-valuenow={Math.round(range?.from ?? 0)}
      aria-valuetext={range ? `${sayOffset(range.from)} to ${sayOffset(range.to)}` : 'the whole session'}
      onPointerDown={brush}
      onDblClick={() => {
        store.range.value = null;
      }}
      onKeyDown={onKeyDown}
    >
      <svg viewBox="0 0 100 46" preserveAspectRatio="none" aria-hidden="true">
        <path class="fill-sent" d={barPath(bins.sent, bins.peak, 'up')} />
        <path class="fill-recv" d={barPath(bins.received, bins.peak, 'down')} />
      </svg>
      {placeSpells(pageSpells.current.take(log), span, slots).map(({ what, from, to, spells }) => (
        <i
          key={`${what} ${from}`}
          class={`spell ${what}`}
          title={saySpells(spells)}
          style={{ left: `${(from / slots) * 100}%`, right: `${(1 - (to + 1) / slots) * 100}%` }}
        />
      ))}
      {[...marks].map(([at, severity]) => (
        <i key={at} class={`mark ${severity}`} style={{ left: `${(at / slots) * 100}%` }} />
      ))}
      {range && (
        <>
          <i
            class="brush"
            style={{
              left: `${(range.from / span) * 100}%`,
              width: `${((range.to - range.from) / span) * 100}%`,
            }}
          />
          <button
            type="button"
            class="clear-range"
            onPointerDown={(event) => event.stopPropagation()}
            onClick={() => {
              store.range.value = null;
            }}
          >
            {sayOffset(range.from)} to {sayOffset(range.to)} ✕
          </button>
        </>
      )}
    </div>
  );
}
