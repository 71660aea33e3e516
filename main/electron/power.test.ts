import { EventEmitter } from 'node:events'
import type { PowerMonitor } from 'electron'
import { expect, suite, test } from 'vitest'
import { Power } from './power.ts'

function rig() {
  const facts = { battery: false, heat: 'nominal', now: 1_000 }
  const monitor = Object.assign(new EventEmitter(), { isOnBatteryPower: () => facts.battery, getCurrentThermalState: () => facts.heat })
  const said: string[] = []
  new Power(monitor as unknown as PowerMonitor, () => facts.now).start({
    away: (away) => said.push(away ? 'away' : 'back'),
    woke: (ms) => said.push(`woke ${ms}`),
    sparing: (sparing) => said.push(sparing ? 'sparing' : 'full'),
  })
  return { facts, monitor, said }
}

suite('main/electron/power', () => {
  test('a locked screen is away until it is unlocked, also over a sleep', () => {
    const { monitor, said } = rig()
    for (const event of ['lock-screen', 'suspend', 'resume', 'unlock-screen']) monitor.emit(event)
    expect(said).toEqual(['full', 'away', 'away', 'woke 0', 'away', 'back'])
  })

  test('a wake says how long the sleep was, whatever the clock did', () => {
    const { facts, monitor, said } = rig()
    monitor.emit('suspend')
    facts.now += 3_600_000
    monitor.emit('resume')
    monitor.emit('suspend')
    facts.now -= 10_000
    monitor.emit('resume')
    monitor.emit('resume')
    expect(said.filter((what) => what.startsWith('woke'))).toEqual(['woke 3600000', 'woke 0', 'woke 0'])
  })

  test('battery or heat spare work, each change is told once', () => {
    const { facts, monitor, said } = rig()
    facts.battery = true
    monitor.emit('on-battery')
    facts.heat = 'serious'
    monitor.emit('thermal-state-change')
    facts.battery = false
    monitor.emit('on-ac')
    facts.heat = 'fair'
    monitor.emit('thermal-state-change')
    facts.heat = 'critical'
    monitor.emit('thermal-state-change')
    expect(said).toEqual(['full', 'sparing', 'full', 'sparing'])
  })
})
