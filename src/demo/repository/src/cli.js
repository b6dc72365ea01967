#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import mri from 'mri';
import wrapAnsi from 'wrap-ansi';
import { parseTable, sayTide } from './index.js';

const options = mri(process.argv.slice(2), { string: ['at'] });
const now = options.at ? new Date(options.at) : new Date();
const sentence = sayTide(parseTable(await text(process.stdin)), now);
console.log(wrapAnsi(sentence, process.stdout.columns ?? 80));
