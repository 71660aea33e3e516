import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { PRIORITIES } from '../../shared/domain/session.ts'
import { FairQueue, type Limits, type Priority, type Ticket } from './fairQueue.ts'

const LIMITS: Limits = { most: 2, mostPerFlow: 1, mostWaiting: 1_000, weights: { high: 4, medium: 2, low: 1 } }

const priority = fc.constantFrom(...PRIORITIES)
const step = fc.oneof(
  fc.record({ kind: fc.constant('come' as const), flow: fc.constantFrom('a', 'b', 'c', 'd'), priority }),
  fc.record({ kind: fc.constant('leave' as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant('giveUp' as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 3_000 }) }),
  fc.record({ kind: fc.constant('limit' as const), most: fc.integer({ min: 1, max: 4 }), mostPerFlow: fc.integer({ min: 1, max: 3 }) }),
)

/** A queue under overload: all flows always have something waiting, `places` run, each turn takes `ms`. Who had a turn, in order. */
function overload(flows: readonly { flow: string; priority: Priority }[], { turns, ms }: { turns: number; ms: number }) {
  const queue = new FairQueue(() => ({ ...LIMITS, most: 1 }))
  const served: { ticket: Ticket; waited: number }[] = []
  let now = 0
  for (const each of flows) for (let n = 0; n < 3; n++) queue.come({ ...each, at: now })
  for (let turn = 0; turn < turns; turn++) {
    const ticket = queue.next(now)
    if (ticket === null) throw new Error('nobody is let in')
    served.push({ ticket, waited: now - ticket.at })
    now += ms
    queue.leave(ticket)
    queue.come({ flow: ticket.flow, priority: ticket.priority, at: now })
  }
  return served
}

suite('main/base/fairQueue', () => {
  test('under any order of steps: never above a limit, nobody waits while there is room, and everybody has a turn in the end', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let limits = LIMITS
        let now = 0
        const queue = new FairQueue(() => limits)
        const waiting: Ticket[] = []
        const inside: Ticket[] = []
        const letIn = (): void => {
          for (let next = queue.next(now); next !== null; next = queue.next(now)) {
            expect(waiting).toContain(next)
            waiting.splice(waiting.indexOf(next), 1)
            inside.push(next)
            expect(inside.length).toBeLessThanOrEqual(limits.most)
            expect(inside.filter(({ flow }) => flow === next?.flow).length).toBeLessThanOrEqual(limits.mostPerFlow)
          }
          const roomFor = waiting.filter(({ flow }) => inside.filter((other) => other.flow === flow).length < limits.mostPerFlow)
          expect(inside.length >= limits.most ? 0 : roomFor.length).toBe(0)
          expect([queue.waiting, queue.running]).toEqual([waiting.length, inside.length])
        }
        for (const each of steps) {
          if (each.kind === 'come') {
            const ticket = { flow: each.flow, priority: each.priority, at: now }
            expect(queue.come(ticket)).toBe(true)
            waiting.push(ticket)
          } else if (each.kind === 'leave') {
            const [gone] = inside.splice(each.which % Math.max(1, inside.length), 1)
            if (gone !== undefined) queue.leave(gone)
          } else if (each.kind === 'giveUp') {
            const [gone] = waiting.splice(each.which % Math.max(1, waiting.length), 1)
            if (gone !== undefined) expect(queue.giveUp(gone)).toBe(true)
          } else if (each.kind === 'pass') now += each.ms
          else limits = { ...limits, most: each.most, mostPerFlow: each.mostPerFlow }
          letIn()
        }
        while (inside.length > 0) {
          const gone = inside.shift()
          if (gone !== undefined) queue.leave(gone)
          letIn()
        }
        expect([queue.waiting, queue.running]).toEqual([0, 0])
      }),
    )
  })

  test('high, medium and low have turns as four, two and one', () => {
    const served = overload(
      PRIORITIES.map((each) => ({ flow: each, priority: each })),
      { turns: 700, ms: 1 },
    )
    expect(PRIORITIES.map((each) => served.filter(({ ticket }) => ticket.priority === each).length)).toEqual([400, 200, 100])
  })

  test('flows of one priority take turns, however much one of them asks', () => {
    const queue = new FairQueue(() => ({ ...LIMITS, most: 1 }))
    for (let n = 0; n < 500; n++) queue.come({ flow: 'flood', priority: 'medium', at: 0 })
    queue.come({ flow: 'quiet', priority: 'medium', at: 0 })
    const turns = [queue.next(0), null]
    if (turns[0] !== null && turns[0] !== undefined) queue.leave(turns[0])
    expect(queue.next(0)?.flow).toBe('quiet')
  })

  test('low has a turn at least every five seconds, however long turns take up to one second and whatever is ahead of it', () => {
    const flows = Array.from({ length: 40 }, (_, n) => ({ flow: `h${n}`, priority: n % 2 === 0 ? ('high' as const) : ('medium' as const) }))
    for (const ms of [50, 400, 900]) {
      const served = overload([...flows, { flow: 'l', priority: 'low' }], { turns: 400, ms })
      const turns = served.flatMap(({ ticket }, turn) => (ticket.priority === 'low' ? [turn * ms] : []))
      const gaps = turns.map((at, index) => at - (turns[index - 1] ?? 0))
      expect(turns.length).toBeGreaterThan(50)
      expect(Math.max(...gaps)).toBeLessThanOrEqual(5_000)
    }
  })

  test('whoever had nothing to do has saved nothing up', () => {
    const queue = new FairQueue(() => ({ ...LIMITS, most: 1, mostPerFlow: 1 }))
    const turn = (): Ticket | null => {
      const next = queue.next(0)
      if (next !== null) queue.leave(next)
      return next
    }
    for (let n = 0; n < 100; n++) queue.come({ flow: 'h', priority: 'high', at: 0 })
    for (let n = 0; n < 40; n++) turn()
    for (let n = 0; n < 40; n++) queue.come({ flow: 'l', priority: 'low', at: 0 })
    const turns = Array.from({ length: 20 }, turn)
    expect(turns.filter((each) => each?.priority === 'low').length).toBeLessThanOrEqual(5)
  })

  test('who comes when too many wait is refused', () => {
    const queue = new FairQueue(() => ({ ...LIMITS, mostWaiting: 1 }))
    expect([queue.come({ flow: 'a', priority: 'low', at: 0 }), queue.come({ flow: 'a', priority: 'low', at: 0 })]).toEqual([true, false])
  })
})
