/**
 * Makes parts fit a number of characters: each gets its share, what one leaves over goes to those that need more, in their order;
 * what does not fit is cut by whole items and said. Pure. Invariant: the text is never longer than the budget.
 */
import type { Part } from './given.ts'

export interface Fitted {
  readonly text: string
  /** Names of the parts that were cut. */
  readonly cut: readonly string[]
}

/** Parts as Markdown, in their order, in at most `most` characters. */
export function fitted(parts: readonly (readonly [part: Part, share: number])[], most: number): Fitted {
  const blocks = parts.map(([part]) => new Block(part))
  const shares = parts.reduce((sum, [, share]) => sum + share, 0)
  let left = most
  for (const [index, [, share]] of parts.entries()) left -= blocks[index]?.grow(Math.floor((most * share) / shares)) ?? 0
  for (const block of blocks) left -= block.grow(left)
  return { text: blocks.map((block) => block.text).join(''), cut: blocks.filter((block) => block.isCut).map((block) => block.name) }
}

/** One part as far as it is let in. */
class Block {
  readonly #part: Part
  #taken = 0
  #length = 0

  constructor(part: Part) {
    this.#part = part
  }

  get name(): string {
    return this.#part.name
  }

  get isCut(): boolean {
    return this.#taken < this.#part.items.length
  }

  get text(): string {
    return this.#taken === 0 ? '' : `${this.#head}${this.#part.items.slice(0, this.#taken).map(itemLine).join('')}${this.#tail(this.#taken)}`
  }

  /** Takes in as many further items as `room` more characters allow; how many characters that took. */
  grow(room: number): number {
    const before = this.#length
    const { items } = this.#part
    let lines = items.slice(0, this.#taken).reduce((sum, item) => sum + itemLine(item).length, 0)
    for (let count = this.#taken + 1; count <= items.length; count++) {
      lines += itemLine(items[count - 1] ?? '').length
      const length = this.#head.length + lines + this.#tail(count).length
      // With fewer left the note that there are more is shorter, or gone: a later item may fit where this one does not.
      if (length - before > room) continue
      this.#taken = count
      this.#length = length
    }
    return this.#length - before
  }

  get #head(): string {
    return `\n## ${this.#part.title} (${this.#part.source})\n\n`
  }

  #tail(taken: number): string {
    const more = this.#part.items.length - taken
    return more === 0 ? '' : `- (+${more} more: ${this.#part.rest})\n`
  }
}

function itemLine(item: string): string {
  return `- ${item}\n`
}
