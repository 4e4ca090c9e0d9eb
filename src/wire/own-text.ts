/** A text of its own: a slice, or a sum of slices, keeps all of what it was cut from in memory. Joining copies (V8). */
export const ownText = (text: string): string => [text.slice(0, 1), text.slice(1)].join('');
