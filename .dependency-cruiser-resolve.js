/** Lets dependency-cruiser find our own folders by their source, where at run time they are found in dist. */
import { resolve } from 'node:path';

export default {
  resolve: {
    alias: { '#libs': resolve('libs'), '#hardware': resolve('hardware') },
    extensionAlias: { '.js': ['.ts', '.js'] },
  },
};
