/** JSON as Python's `json.dump` writes it with `indent=2` and `ensure_ascii`: ASCII only, no final newline. Pure. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
