import { useRef, useState } from 'preact/hooks';
import { sayCount } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { type ConventionPart, conventionParts, type FoundPart } from '../../../src/decode/convention.ts';
import { patternOf, readRules, writeRules } from '../../../src/decode/convention-rules.ts';
import type { Connection } from '../../../src/session/session.ts';
import { download } from '../store/download.ts';
import { Link } from '../widgets/parts.tsx';
import { Fact } from './details-parts.tsx';
import { PlaceForm } from './place-form.tsx';
import { useStore } from './use-store.ts';

/** Characters of a place, a reason or a rule, and rules that are shown. */
const longest = 500;
const shownRules = 20;

/** Where this connection's ids, numbers and chunks were found, how sure that is, and how to correct it. */
export function ConventionSection({ connection }: { readonly connection: Connection }) {
  const store = useStore();
  const [part, setPart] = useState<ConventionPart | null>(null);
  const report = store.analysis().conventionOf(connection.id);
  if (!report) return null;
  const { parts, sides } = report;
  const found = conventionParts.filter(([each]) => parts[each] ?? sides.sent[each] ?? sides.received[each]);
  return (
    <section class="convention" aria-label="Convention">
      <h3>
        Convention{' '}
        <button type="button" onClick={() => setPart(part === null ? 'requestId' : null)}>
          {part === null ? 'Correct…' : 'Close'}
        </button>
      </h3>
      {found.length === 0 ? (
        <p class="dim pad">
          {report.messages === 0
            ? 'No JSON message or binary frame was looked at yet.'
            : `Nothing that comes back or counts up was found in ${report.messages} messages.`}
        </p>
      ) : (
        <dl>
          {found.map(([each, label]) => {
            const both = parts[each];
            const sent = sides.sent[each];
            const received = sides.received[each];
            return (
              <Fact key={each} name={label}>
                {both && <Found part={both} />}
                {sent && <Found part={sent} side="sent" />}
                {received && <Found part={received} side="received" />}
              </Fact>
            );
          })}
        </dl>
      )}
      {part !== null && (
        <PlaceForm connection={connection} part={part} place="" onDone={() => setPart(null)} />
      )}
      <Rules connection={connection} />
    </section>
  );
}

/** One place, how sure it is and why; `side` where the directions differ. */
function Found({ part, side }: { readonly part: FoundPart; readonly side?: 'sent' | 'received' }) {
  const { place, by, confidence, because } = part;
  return (
    <div>
      {side && <span class={side === 'sent' ? 's' : 'r'}>{side} </span>}
      <span class="mono">{place === null ? 'none' : shorten(place, longest)}</span>{' '}
      <span class={by === 'rule' ? 's' : by === 'evidence' ? 'r' : 'dim'}>
        {by === 'rule' ? 'your rule' : by === 'evidence' ? `${Math.round(confidence * 100)} %` : 'by name'}
      </span>
      <span class="because">{shorten(because, longest)}</span>
    </div>
  );
}

/** The rules that reach this connection, and the file they travel in. */
function Rules({ connection }: { readonly connection: Connection }) {
  const store = useStore();
  const file = useRef<HTMLInputElement>(null);
  const { rules } = store.settings.value;
  const own = rules.filter((rule) => rule.connection === undefined || rule.connection === connection.id);
  const importRules = async (): Promise<void> => {
    const chosen = file.current?.files?.[0];
    if (file.current && chosen) {
      const read = readRules(await chosen.text());
      if (read.ok) store.setRules([...rules, ...read.value]);
      else store.notice.value = `${chosen.name}: ${read.error}`;
      file.current.value = '';
    }
  };
  return (
    <div class="rules">
      {own.slice(-shownRules).map((rule, at) => (
        <p key={at}>
          <span class="mono break-all">
            {shorten(rule.url ?? `connection #${rule.connection}`, longest)}:{' '}
            {shorten(JSON.stringify(rule.convention), longest)}
          </span>{' '}
          <Link onClick={() => store.setRules(rules.filter((each) => each !== rule))}>forget</Link>
        </p>
      ))}
      {own.length > shownRules && <p class="dim">and {sayCount(own.length - shownRules)} earlier ones</p>}
      <button type="button" onClick={() => file.current?.click()}>
        Import rules…
      </button>
      <button
        type="button"
        disabled={!rules.some((rule) => rule.url !== undefined)}
        title={`Rules for URLs such as ${shorten(patternOf(connection.url), longest)}`}
        onClick={() => download('sockscope-rules.json', writeRules(rules), 'application/json')}
      >
        Export rules
      </button>
      <input
        ref={file}
        class="hidden"
        type="file"
        aria-label="Rules file"
        accept=".json"
        onChange={() => void importRules()}
      />
    </div>
  );
}
