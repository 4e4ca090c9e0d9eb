import {
  ackFields,
  channelFields,
  dataFields,
  deltaFields,
  errorFields,
  finalFlags,
  idFields,
  idListFields,
  listFields,
  moreFlags,
  nestedFields,
  nestedIdFields,
  partFields,
  replyFields,
  sequenceFields,
  typeFields,
  upToFields,
} from './field-names.ts';

/** What a field is for, by its name. */
type Slot =
  | 'id'
  | 'ids'
  | 'reply'
  | 'nested'
  | 'type'
  | 'data'
  | 'seq'
  | 'channel'
  | 'ack'
  | 'upTo'
  | 'list'
  | 'part'
  | 'delta'
  | 'final'
  | 'more'
  | 'error';

interface Role {
  readonly slot: Slot;
  /** Lower is believed first. */
  readonly rank: number;
}

const given = new Map<string, Role>();
const give = (slot: Slot, names: readonly string[]): void => {
  for (const [rank, name] of names.entries()) if (!given.has(name)) given.set(name, { slot, rank });
};
give('type', typeFields);
give('id', idFields);
give('reply', replyFields);
give('ids', idListFields);
give('nested', nestedFields);
give('data', dataFields);
give('seq', sequenceFields);
give('channel', channelFields);
give('ack', ackFields);
give('upTo', upToFields);
give('list', listFields);
give('part', partFields);
give('delta', deltaFields);
give('final', finalFlags);
give('more', moreFlags);
give('error', errorFields);

/** Field names with a meaning. */
export const roles: ReadonlyMap<string, Role> = given;

export const isIdList = (name: string): boolean => roles.get(name)?.slot === 'ids';
export const isUsualId = (name: string): boolean =>
  roles.get(name)?.slot === 'id' || roles.get(name)?.slot === 'reply' || nestedIdFields.includes(name);
/** Where ids stand a level down. */
export const isUsualNest = (name: string): boolean => roles.get(name)?.slot === 'nested';
export const isUsualNumber = (name: string): boolean => roles.get(name)?.slot === 'seq';
export const isUsualAck = (name: string): boolean =>
  roles.get(name)?.slot === 'ack' || roles.get(name)?.slot === 'upTo';
export const isUsualUpTo = (name: string): boolean => roles.get(name)?.slot === 'upTo';
export const isUsualType = (name: string): boolean => roles.get(name)?.slot === 'type';
