/** The cookies one browser holds for one origin. */

export class CookieJar {
  private readonly values = new Map<string, string>();

  /** As they are sent: `name=value; name=value`. */
  get header(): string {
    return [...this.values].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Takes in what an answer set. */
  take(headers: Headers): void {
    for (const cookie of headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';', 1);
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '') this.values.delete(name);
      else this.values.set(name, value);
    }
  }
}
