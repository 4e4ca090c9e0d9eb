import type { Frame } from 'puppeteer-core';

/**
 * What all elements of a selector say at one moment. Puppeteer's `$$eval` finds them in one step and reads them in a later one; between the
 * two a list may be painted again, its elements moved, filled anew and removed.
 *
 * @param read runs in the page, and sees nothing from outside but its arguments
 */
export async function readAtOnce<Answer, Given extends readonly unknown[]>(
  frame: Frame,
  selector: string,
  read: (elements: readonly HTMLElement[], ...given: Given) => Answer,
  ...given: Given
): Promise<Answer> {
  const elements = `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
  const rest = given.map((each) => JSON.stringify(each));
  return (await frame.evaluate(`(${read})(${[elements, ...rest].join(', ')})`)) as Answer;
}
