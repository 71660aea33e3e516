import { expect, test } from './fixtures.ts'

const ESCAPES = [
  'app://scribe/..%2f..%2fpackage.json',
  'app://scribe/popover/..%2f..%2f..%2fpackage.json',
  'app://scribe/%2e%2e%2f%2e%2e%2fpackage.json',
  'app://scribe/..%5c..%5cpackage.json',
  'app://scribe//host/popover/index.html',
  'app://scribe/popover/index.html%00.js',
  'app://scribe/popover/',
  'app://scribe/nothing.html',
]

const FOREIGN = ['https://example.com/', 'http://127.0.0.1:9/', 'app://other/popover/index.html']

test('the page’s address serves the page with its policy, nothing outside its folder, and no other address is reached', async ({ app }) => {
  await app.page()
  const ask = (addresses: string[]) =>
    app.shell.evaluate(async ({ net }, wanted) => {
      const outcomes = await Promise.allSettled(wanted.map((address) => net.fetch(address)))
      return outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? { status: outcome.value.status, policy: outcome.value.headers.get('content-security-policy') } : null,
      )
    }, addresses)
  const [page, ...refused] = await ask(['app://scribe/popover/index.html', ...ESCAPES])
  expect(page?.status).toBe(200)
  expect(page?.policy).toContain("default-src 'none'; script-src 'self'")
  expect(refused.map((answer) => answer?.status)).toEqual(ESCAPES.map(() => 404))
  expect(await ask(FOREIGN)).toEqual(FOREIGN.map(() => null))
})

test('the policy stops what an injected script would try', async ({ app }) => {
  const page = await app.page()
  const outcome = await page.evaluate(async () => {
    const violations = new Set<string>()
    document.addEventListener('securitypolicyviolation', (event) => violations.add(event.effectiveDirective))
    const append = (name: string, attribute: string, value: string): void => {
      const element = document.createElement(name)
      element.setAttribute(attribute, value)
      document.body.append(element)
    }
    const refusedSinks = [
      () => (document.body.innerHTML += '<b>x</b>'),
      () => setTimeout('globalThis.injected = true'),
      () => append('script', 'src', 'https://example.com/x.js'),
    ].map((sink) => {
      try {
        return sink() === null
      } catch (error) {
        return error instanceof TypeError
      }
    })
    append('img', 'src', 'https://example.com/x.png')
    append('iframe', 'src', 'https://example.com/')
    const fetched = await fetch('https://example.com/').then(
      () => true,
      () => false,
    )
    // Reports come when the browser gets to it, which on a busy machine takes a while.
    const isComplete = (): boolean => ['connect-src', 'frame-src', 'img-src'].every((directive) => violations.has(directive))
    for (let round = 0; round < 50 && !isComplete(); round++) await new Promise((resolve) => setTimeout(resolve, 100))
    return { refusedSinks, fetched, violations: [...violations], injected: 'injected' in globalThis }
  })
  expect(outcome).toMatchObject({ refusedSinks: [true, true, true], fetched: false, injected: false })
  expect(outcome.violations).toEqual(expect.arrayContaining(['connect-src', 'frame-src', 'img-src']))
})

test('in ordinary use the page violates nothing and asks for nothing foreign', async ({ app, repo }) => {
  const page = await app.page()
  const complaints: string[] = []
  const foreign: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => !/^(app:\/\/scribe|http:\/\/scribe\.app\.localhost)\//.test(request.url()) && foreign.push(request.url()))
  await page.reload()
  await app.call('session/start', { cwd: repo.root })
  repo.write('idea.md', 'An idea.\n')
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] })
})
