export { isComposing, isTyping, useCommand, useKeyboard } from './dispatch';
export { ariaKey, COMMANDS, keyName, keyParts, shownKey, type CommandId, type Scope } from './registry';
