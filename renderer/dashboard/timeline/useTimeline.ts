/** The timeline of a session for as long as it is looked at: opened where somebody wants to be, told what is recorded, closed in the end. */
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import type { Stores } from '../../stores/stores.ts'
import { Timeline, type TimelineFacts } from './timeline.ts'

/** Between two pages that nobody waits for. */
const PAUSE_MS = 15

export interface TimelineOf {
  readonly timeline: Timeline
  readonly facts: TimelineFacts
}

/** Of one session, or of all for `null`. `seq` is the entry to be found in it; `null` for the newest. */
export function useTimeline({ bridge, daemon }: Stores, session: string | null, seq: number | null): TimelineOf {
  const timeline = useMemo(() => new Timeline({ bridge, session, onFrame: (run) => void requestAnimationFrame(run), idle }), [bridge, session])
  useEffect(() => {
    const end = daemon.listen((message) => timeline.hear(message))
    return () => {
      end()
      timeline.close()
    }
  }, [daemon, timeline])
  useEffect(() => {
    const isThere = seq !== null && timeline.store.getState().entries.some((entry) => entry.seq === seq)
    if (!isThere) void timeline.open(seq)
  }, [timeline, seq])
  return { timeline, facts: useStore(timeline.store) }
}

/** Nothing is filled up behind a page that nobody sees. */
async function idle(): Promise<boolean> {
  if (document.hidden) await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }))
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  return true
}
