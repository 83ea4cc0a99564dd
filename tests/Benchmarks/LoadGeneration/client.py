"""A load generator as clients in Python are written: asyncio, aiohttp, one task a request. It measures what ours measures, in the same way.

usage: client.py URL users|rate VALUE REQUESTS TOKENS PACE_MS
prints: cpu-ms-per-1000-tokens send-lag-p99-ms ttft-added-p99-ms requests-per-second
"""
import asyncio
import json
import sys
import time

import aiohttp

url, mode, value, requests, tokens, pace = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]), float(sys.argv[6])
lags, added, chunks = [], [], 0


async def send(session, intended):
    global chunks
    body = {"model": "m", "prompt": "one two three four five six seven eight", "max_tokens": tokens, "temperature": 0.0, "stream": True,
            "stream_options": {"include_usage": True}, "ignore_eos": True, "pace_ms": pace}
    start = time.perf_counter()
    if intended is not None:
        lags.append(start - intended)
    ttft, most_recent, gaps, text = None, start, [], ""
    async with session.post(url=url, json=body) as response:
        assert response.status == 200
        buffer = b""
        async for data in response.content.iter_any():
            buffer += data
            while b"\n\n" in buffer:
                event, buffer = buffer.split(b"\n\n", 1)
                event = event.strip().decode("utf-8").removeprefix("data: ")
                if not event or event == "[DONE]":
                    continue
                chunk = json.loads(event)
                if choices := chunk.get("choices"):
                    now = time.perf_counter()
                    if ttft is None:
                        ttft = now - start
                        received, sent = choices[0]["text"].split()[0].split(",")
                        added.append(ttft - (int(sent) - int(received)) / 1e9)
                    else:
                        gaps.append(now - most_recent)
                    most_recent = now
                    text += choices[0]["text"]
                    chunks += 1


async def run(session):
    if mode == "users":
        left = iter(range(requests))

        async def user():
            for _ in left:
                await send(session, None)

        await asyncio.gather(*(user() for _ in range(int(value))))
        return
    start, tasks = time.perf_counter(), []
    for index in range(requests):
        due = start + (index + 1) / value
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(send(session, due)))
    await asyncio.gather(*tasks)


def p99(values):
    values = sorted(values)
    return values[int(0.99 * (len(values) - 1))] * 1000 if values else 0.0


async def main():
    timeout = aiohttp.ClientTimeout(total=600)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        await asyncio.gather(*(send(session, None) for _ in range(3)))
        lags.clear(), added.clear()
        global chunks
        chunks = 0
        cpu, start = time.process_time(), time.perf_counter()
        await run(session)
        cpu, elapsed = time.process_time() - cpu, time.perf_counter() - start
        print(cpu * 1e6 / chunks, p99(lags), p99(added), requests / elapsed)


asyncio.run(main())
