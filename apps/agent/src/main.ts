/** Starts the agent of one window: the program that runs beside its pcscd. */
import { joined } from '#libs/kernel/joined.js';

const { startAgent } = await joined('agent', () => import('./start-agent.js'));
await startAgent();
