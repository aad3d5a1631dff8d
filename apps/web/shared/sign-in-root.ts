/** Where a page signs in: the window at the desk, the console at a place of its own. */
import { inject, type InjectionKey, provide } from 'vue';

type SignInRoot = '/desk' | '/desk/console';

const rootKey: InjectionKey<SignInRoot> = Symbol('sign-in root');

/** Called by the page itself; the forms in it sign in there. */
export const provideSignInRoot = (root: SignInRoot): void => provide(rootKey, root);

export const useSignInRoot = (): SignInRoot => inject(rootKey, '/desk');
