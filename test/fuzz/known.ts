/**
 * Inputs that failed once, by target and seed, with what was wrong. A seed means its input only as long as the generators stay as they
 * are: each mend has a test of its own beside the code, and a change of the generators may empty this list.
 */
export const knownSeeds: readonly (readonly [target: string, seed: number, what: string])[] = [
  ['socketio', 136, 'an open packet of Engine.IO had its whole text as its summary'],
  ['rules', 143, 'the error of a rule file repeated its version, with control characters'],
  ['rules', 973, 'the error of a rule file repeated a place whole'],
  ['network', 12, 'a header value that is a number threw in the log'],
  ['network', 33, 'a record whose entries are no list threw'],
  ['network', 87, 'a payload that is a number got a size of NaN'],
  ['network', 106, 'a time that is NaN got into the log'],
  ['rules', 5038097, 'a place of 8 MB was taken, and to take it apart took 300 MiB'],
  ['batches', 2146, 'the log kept facts about a page that it had let go of'],
  ['batches', 50010, 'a frame that claims 2^53 bytes made a session that could not be opened again'],
  ['sockscope', 20007595, 'a text frame got bytes from a Blob and was text in the log, binary in its file'],
];
