/** Promises of the township of an address: it is found after the units above it, and nothing finer is. */
import { describe, expect, it } from '@jest/globals';
import { townshipOf } from './township.js';

describe('the township of an address', () => {
  it.each([
    ['青海省海西蒙古族藏族自治州德令哈市河西街道长江路5号', '河西街道'],
    ['德令哈市蓄集乡伊克拉村3组', '蓄集乡'],
    ['尕海镇泉水村', '尕海镇'],
    ['都兰县香日德镇沱海村', '香日德镇'],
    ['德令哈市格尔木路18号乡企局家属院', null],
    ['12号楼3单元', null],
    ['', null],
  ])('of %p is %p', (address, township) => {
    expect(townshipOf(address)).toBe(township);
  });
});
