export { StatisticsPlace } from './StatisticsPlace';
