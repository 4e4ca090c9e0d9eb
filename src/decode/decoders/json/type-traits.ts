/** What a message's type says by its wording alone. */
export interface TypeTraits {
  readonly type: string;
  /** Says what kind of message it is, not which: `request`, `event`. */
  readonly generic: boolean;
  readonly beat: 'ping' | 'pong' | null;
  readonly ack: boolean;
  readonly nack: boolean;
  /** Reads as an answer: `user.get.response`. */
  readonly response: boolean;
  /** Reads as a question: `user.get.request`. */
  readonly request: boolean;
  readonly error: boolean;
  /** Reads as one of several answers: `list.item`. */
  readonly partial: boolean;
  readonly cancel: boolean;
  /** Has a word for an answer behind the name of its question: `login.response`, `JOIN_ACK`. */
  readonly answers: boolean;
  /** That name, in lower case; for other types the type, without a word for a question. */
  readonly stem: string;
  /** Ends a subscription: `stop`, `unsubscribe`, `complete`. */
  readonly ends: boolean;
  /** Held open by design: a long poll. */
  readonly longHeld: boolean;
  /** A stage of a chunk stream: `file.start` → file, start. `carrier` where the first part is a word for a transfer. */
  readonly staged: { readonly prefix: string; readonly stage: Stage; readonly carrier: boolean } | null;
  /** A word for a transfer as the whole type; the stage stands in another field. */
  readonly carrier: boolean;
  /** A piece of a growing text: `response.delta`. */
  readonly delta: boolean;
}

export type Stage = 'start' | 'chunk' | 'end' | 'resume' | 'abort';

const generic = /^(?:req(?:uest)?|res(?:p|ponse)?|rpc|call|cmd|command|event|notification)$/i;
const ping = /^(?:ping|heartbeat|hb|keepalive|keep-alive|keep_alive)$/i;
const pong = /^(?:pong|heartbeat[_-]ack|hb[_-]ack|heartbeat[_-]response)$/i;
const ack =
  /^(?:acks?|acked|acknowledge|acknowledged|acknowledgement|receipt|received|delivered|rcvd)$|[._:/-]ack$/i;
const nack = /^(?:nack|nak|negative[._-]?ack\w*)$|[._:/-]nack$/i;
const response =
  /(?:^|[._:/-])(?:response|reply|result|res|resp|ok|success|error|fail(?:ed|ure)?|err)$|(?:^|[a-z])(?:Response|Reply|Result|Error|Failed)$/;
const responseAnyCase =
  /(?:^|[._:/-])(?:response|reply|result|res|resp|ok|success|error|fail(?:ed|ure)?|err)$/i;
const request = /(?:^|[._:/-])(?:request|req|call|query)$/i;
const error =
  /(?:^|[._:/-])(?:error|err|fail(?:ed|ure)?|reject(?:ed)?|nack)$|[a-z](?:Error|Failed|Rejected)$/;
const errorAnyCase = /(?:^|[._:/-])(?:error|err|fail(?:ed|ure)?|reject(?:ed)?|nack)$/i;
const partial =
  /[._:/-](?:progress|partial|chunk|delta|token|item|next|data|page)$|^(?:progress|partial|next)$/i;
const cancel = /(?:^|[._:/-])(?:cancel(?:l?ed|Request)?|abort(?:ed)?)$/i;
const answerTo =
  /^(.+?)[._:/ -](?:response|reply|result|res|resp|ok|success|succeeded|error|err|fail|failed|failure|ack|nack|rejected)$/i;
const question = /^(.+?)[._:/ -](?:request|req|call|query|init)$/i;
const ends = /(?:^|[._:/-])(?:stop|unsubscribe|complete)$/i;
const longHeld = /(?:^|[._:/-])(?:long-?poll|poll|wait)$/i;
const delta = /(?:^|[._:/-])(?:delta|token|completion\.chunk)$/i;
const staged =
  /^(.+?)[._:/-](start|begin|init|open|chunk|part|piece|block|fragment|end|finish|finished|complete|completed|done|close|eof|resume|continue|abort|aborted|cancel|cancelled)$/i;
const bareChunk = /^(?:chunk|fragment)$/i;
const carriers =
  /(?:^|[._:/-])(?:file|files|upload|download|transfer|stream|blob|attachment|media|image|audio|video)$/i;
const stages: Readonly<Record<string, Stage>> = {
  start: 'start',
  begin: 'start',
  init: 'start',
  open: 'start',
  header: 'start',
  chunk: 'chunk',
  part: 'chunk',
  piece: 'chunk',
  block: 'chunk',
  fragment: 'chunk',
  data: 'chunk',
  resume: 'resume',
  continue: 'resume',
  abort: 'abort',
  aborted: 'abort',
  cancel: 'abort',
  cancelled: 'abort',
  end: 'end',
  finish: 'end',
  finished: 'end',
  complete: 'end',
  completed: 'end',
  done: 'end',
  close: 'end',
  eof: 'end',
};
/** Stages whose words also mean other things: only believed behind a word for a transfer. */
const ambiguousStages = /[._:/-](?:open|piece|block|fragment|close|finished|completed|continue)$/i;

export const stageOf = (word: string): Stage | null =>
  Object.hasOwn(stages, word.toLowerCase()) ? stages[word.toLowerCase()]! : null;

export function traitsOf(type: string): TypeTraits {
  // uploadStart and upload_start are upload.start.
  const dotted = type.replace(/([a-z0-9])([A-Z])/g, '$1.$2');
  const match = staged.exec(dotted);
  const carrier = match !== null && carriers.test(match[1]!);
  const answered = answerTo.exec(dotted)?.[1];
  return {
    type,
    generic: generic.test(type),
    beat: ping.test(type) ? 'ping' : pong.test(type) ? 'pong' : null,
    ack: ack.test(type),
    nack: nack.test(type),
    response: response.test(type) || responseAnyCase.test(type),
    request: request.test(dotted),
    error: error.test(type) || errorAnyCase.test(type) || nack.test(type),
    partial: partial.test(dotted),
    cancel: cancel.test(dotted),
    ends: ends.test(dotted),
    answers: answered !== undefined,
    stem: (answered ?? question.exec(dotted)?.[1] ?? dotted).toLowerCase(),
    longHeld: longHeld.test(dotted),
    staged: bareChunk.test(type)
      ? { prefix: type, stage: 'chunk', carrier: true }
      : match && (carrier || !ambiguousStages.test(dotted))
        ? { prefix: match[1]!, stage: stageOf(match[2]!) ?? 'end', carrier }
        : null,
    carrier: carriers.test(dotted),
    delta: delta.test(dotted),
  };
}

/** Types are few and come back in every message, so each is looked at once. A protocol that puts data into them starts over. */
const cached = 2000;

/** The traits come with the type as it was first seen: one string for all its messages, so that names are compared by identity. */
export function createTypeTraits(): (type: string) => TypeTraits {
  const known = new Map<string, TypeTraits>();
  return (type) => {
    let traits = known.get(type);
    if (!traits) {
      if (known.size >= cached) known.clear();
      traits = traitsOf(type);
      known.set(type, traits);
    }
    return traits;
  };
}
