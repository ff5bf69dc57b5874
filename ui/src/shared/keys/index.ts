export { isComposing, isKeyOf, isTyping, useCommand, useKeyboard } from './dispatch';
export { COMMANDS, GROUPED, keyName, keyParts, type CommandId, type Scope } from './registry';
export { acceptable, clashOf, isDefault, setRecording, setRemaps, useKeys, withRemap, type Keys, type Remaps } from './remap';
