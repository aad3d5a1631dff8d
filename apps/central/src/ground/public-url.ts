/** Where holders reach central from outside: it stands on paper for years, so what is odd about it is said at the start. */
const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Why holders of receipts would not get there, or not safely; null when nothing speaks against it. */
export const publicUrlConcern = (publicUrl: string): string | null => {
  const { hostname, protocol } = new URL(publicUrl);
  if (loopback.test(hostname))
    return `收据二维码指向本机 ${publicUrl}，群众扫码无法核验；请设置 PUBLIC_URL / the QR codes of receipts lead to this machine, where no holder gets: set PUBLIC_URL`;
  return protocol === 'https:'
    ? null
    : `收据二维码的地址 ${publicUrl} 未加密，途中可被篡改；请改用 https / the QR codes of receipts lead to an address that can be tampered with on the way: let PUBLIC_URL be https`;
};
