export { PICTURE_SIDES, type Backend, type Events, type PictureSide } from './backend';
export { BackendProvider, useBackend } from './context';
export * from './types';
