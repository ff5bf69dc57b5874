export { FakeBackend, type FakeOptions } from './backend';
