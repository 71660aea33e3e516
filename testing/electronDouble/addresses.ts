/**
 * Chromium from outside cannot be taught a scheme, so `app://host/path` is shown as `http://host.app.localhost/path`:
 * a secure context whose origin tells hosts apart just as well. Rewritten as text, so that odd paths stay odd.
 */

/** The address Chromium is given. */
export function toHttp(address: string): string {
  return address.replace(/^app:\/\/([^/]*)/, 'http://$1.app.localhost')
}

/** The address the app sees. */
export function toApp(address: string): string {
  return address.replace(/^http:\/\/([^/]*)\.app\.localhost/, 'app://$1')
}
