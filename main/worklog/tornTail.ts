/**
 * Finds what a power cut, or a program that wrote over us, left of an append at the end of a worklog. Pure. Only bytes
 * that begin what is to be appended now are ever named, so cutting them away loses nothing: they come again.
 */

/** "\n#": one newline alone could be anybody's. */
const LEAST = 2
/** The longest part that is searched for; a tail holds it as often as there are entries of the same second. */
const PROBE = 24

/** How many bytes at the end of `tail` begin `expected` without completing it, zeros of a block never written included. */
export function tornBytes(tail: Buffer, expected: Buffer): number {
  if (expected.length === 0) return 0
  const zeros = trailingZeros(tail)
  const kept = zeros <= expected.length ? tail.subarray(0, tail.length - zeros) : tail
  const torn = begunAt(kept, expected)
  return kept === tail ? torn : torn + zeros
}

/** The longest end of `tail` that is a beginning of `expected`. It must follow on the end of a line, as an entry does. */
function begunAt(tail: Buffer, expected: Buffer): number {
  const probe = expected.subarray(0, PROBE)
  for (let at = tail.indexOf(probe); at >= 0; at = tail.indexOf(probe, at + 1)) {
    const rest = tail.subarray(at)
    if (rest.length < expected.length && expected.subarray(0, rest.length).equals(rest) && followsLine(tail, at)) return rest.length
  }
  for (let length = Math.min(PROBE - 1, tail.length, expected.length - 1); length > 0; length--) {
    const at = tail.length - length
    if (length < LEAST && at > 0) return 0
    if (tail.subarray(at).equals(expected.subarray(0, length)) && followsLine(tail, at)) return length
  }
  return 0
}

function followsLine(tail: Buffer, at: number): boolean {
  return at === 0 || tail[at - 1] === 0x0a
}

function trailingZeros(tail: Buffer): number {
  let zeros = 0
  while (zeros < tail.length && tail[tail.length - 1 - zeros] === 0) zeros++
  return zeros
}
