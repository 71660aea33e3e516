/** Where this window is and has been. Kept for the next time the window opens: where it was, and whether the sidebar was there. */
import { useCallback, useEffect, useState } from 'react'
import { goBack, goForward, goTo, readView, type View, type Way, wayFrom } from './view.ts'

const LAST_VIEW = 'dashboard.view'
const SIDEBAR = 'dashboard.sidebar'

export interface Navigation {
  readonly way: Way
  readonly open: (view: View, instead?: boolean) => void
  readonly back: () => void
  readonly forward: () => void
}

/** `there` says whether a view can be shown at all. */
export function useWay(there: (view: View) => boolean): Navigation {
  const [way, setWay] = useState<Way>(() => {
    const kept = readView(localStorage.getItem(LAST_VIEW))
    return wayFrom(kept !== null && there(kept) ? kept : { kind: 'sessions', group: 'live' })
  })
  useEffect(() => localStorage.setItem(LAST_VIEW, JSON.stringify(way.now)), [way.now])
  const open = useCallback((view: View, instead?: boolean) => setWay((before) => goTo(before, view, instead)), [])
  const back = useCallback(() => setWay(goBack), [])
  const forward = useCallback(() => setWay(goForward), [])
  return { way, open, back, forward }
}

export function useSidebar(): readonly [shown: boolean, toggle: () => void] {
  const [shown, setShown] = useState(() => localStorage.getItem(SIDEBAR) !== 'hidden')
  const toggle = useCallback(() => {
    setShown(!shown)
    localStorage.setItem(SIDEBAR, shown ? 'hidden' : 'shown')
  }, [shown])
  return [shown, toggle]
}
