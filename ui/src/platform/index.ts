export { PICTURE_SIDES, THUMBNAIL, type Backend, type Events, type PictureSide } from './backend';
export { BackendProvider, useBackend } from './context';
export * from './types';
