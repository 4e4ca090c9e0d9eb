import { useState } from 'preact/hooks';
import { type Convention, type ConventionPart, conventionParts } from '../../../src/decode/convention.ts';
import { checkConvention, patternOf } from '../../../src/decode/convention-rules.ts';
import type { Place } from '../../../src/decode/place.ts';
import type { Connection } from '../../../src/session/session.ts';
import { useStore } from './use-store.ts';

interface PlaceFormProps {
  readonly connection: Connection;
  readonly part: ConventionPart;
  /** As picked in the tree, or empty to be typed. */
  readonly place: Place;
  readonly onDone: () => void;
}

type Side = 'both' | 'sent' | 'received';

/** An answer repeats the id where the request has it, unless told otherwise; it comes from the other side. */
function conventionOf(part: ConventionPart, place: Place | null, side: Side): Convention {
  const answer = part === 'requestId' ? { responseId: place } : {};
  if (side === 'both') return { [part]: place, ...answer };
  const other = side === 'sent' ? 'received' : 'sent';
  return { [side]: { [part]: place }, ...(part === 'requestId' && { [other]: answer }) };
}

/** Says what stands at a place, for one connection or for all of a URL: makes a rule. */
export function PlaceForm({ connection, part: first, place: picked, onDone }: PlaceFormProps) {
  const store = useStore();
  const [part, setPart] = useState<ConventionPart>(first);
  const [place, setPlace] = useState(picked);
  const [url, setUrl] = useState(patternOf(connection.url));
  const [side, setSide] = useState<Side>('both');
  const [everywhere, setEverywhere] = useState(true);
  const [error, setError] = useState<string | null>(null);

  const apply = (none: boolean): void => {
    const checked = checkConvention(conventionOf(part, none ? null : place.trim(), side));
    if (!checked.ok) {
      setError(checked.error);
      return;
    }
    const { rules } = store.settings.value;
    store.setRules([...rules, ruleOf(checked.value)]);
    onDone();
  };
  const ruleOf = (convention: Convention) =>
    everywhere ? { url: url.trim() || '*', convention } : { connection: connection.id, convention };

  return (
    <form
      class="place-form"
      onSubmit={(event) => {
        event.preventDefault();
        apply(false);
      }}
    >
      <label>
        <span>Use</span>
        <input
          class="mono"
          value={place}
          spellcheck={false}
          placeholder="/meta/correlationId or bytes:0-4"
          aria-label="Place: a JSON Pointer or bytes:FROM-TO"
          aria-invalid={error !== null}
          onInput={(event) => {
            setPlace(event.currentTarget.value);
            setError(null);
          }}
        />
      </label>
      <label>
        <span>as</span>
        <select
          value={part}
          aria-label="Part of the convention"
          onChange={(event) => setPart(event.currentTarget.value as ConventionPart)}
        >
          {conventionParts.map(([each, label]) => (
            <option key={each} value={each}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>in</span>
        <select
          value={side}
          aria-label="Messages that it holds for"
          onChange={(event) => setSide(event.currentTarget.value as Side)}
        >
          <option value="both">messages of both directions</option>
          <option value="sent">sent messages</option>
          <option value="received">received messages</option>
        </select>
      </label>
      <label>
        <span>for</span>
        <select
          value={everywhere ? 'url' : 'connection'}
          aria-label="Where the rule holds"
          onChange={(event) => setEverywhere(event.currentTarget.value === 'url')}
        >
          <option value="url">URLs like</option>
          <option value="connection">connection #{connection.id}</option>
        </select>
      </label>
      {everywhere && (
        <input
          class="mono wide"
          value={url}
          spellcheck={false}
          aria-label="URL pattern; * stands for anything"
          onInput={(event) => setUrl(event.currentTarget.value)}
        />
      )}
      <span class="buttons">
        <button type="submit" disabled={place.trim() === ''}>
          Apply
        </button>
        <button type="button" title="This application has no such thing" onClick={() => apply(true)}>
          There is none
        </button>
        <button type="button" onClick={onDone}>
          Cancel
        </button>
      </span>
      {error !== null && (
        <p class="er" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
