/** The last arm of an exhaustive `switch`: a type error when a case is missing, a throw when data lied about its type. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`);
}
