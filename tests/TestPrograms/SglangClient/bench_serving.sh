#!/bin/sh
# Stands for `python3 -m sglang.bench_serving`: takes its options, and appends to its output file the line that the client appends, in the form of 2025.
# It sends nothing. The server that it speaks of answers 40 requests a second; below that the 99th percentile of its latencies is 100 ms / (1 - rate / 40).
rate=inf prompts=1000 concurrency=null output=
[ "$1 $2" = "-m sglang.bench_serving" ] || exit 2
shift 2
while [ $# -gt 0 ]; do
  case $1 in
    --request-rate) rate=$2; shift ;;
    --num-prompts) prompts=$2; shift ;;
    --max-concurrency) concurrency=$2; shift ;;
    --output-file) output=$2; shift ;;
    --backend | --base-url | --host | --port | --dataset-name | --model | --tokenizer | --random-input-len | --random-output-len | --random-range-ratio | --seed) shift ;;
    --disable-tqdm | --output-details | --flush-cache) ;;
    *) echo "bench_serving.py: error: unrecognized arguments: $1" >&2; exit 2 ;;
  esac
  shift
done
awk -v rate="$rate" -v prompts="$prompts" -v concurrency="$concurrency" 'BEGIN {
  capacity = 40
  if (rate != "inf" && rate + 0 < capacity) {
    mean = 50 / (1 - rate / capacity)
    duration = prompts / rate + mean / 1000
  } else {
    behind = 1 / capacity - (rate == "inf" ? 0 : 1 / rate)
    mean = 50 + 1000 * prompts / 2 * behind
    duration = prompts / capacity + 0.05
  }
  throughput = prompts / duration
  printf "{\"backend\": \"sglang-oai\", \"dataset_name\": \"random\", \"request_rate\": %s, \"max_concurrency\": %s, ", rate == "inf" ? "Infinity" : rate, concurrency
  printf "\"sharegpt_output_len\": null, \"random_input_len\": 64, \"random_output_len\": 16, \"random_range_ratio\": 0.0, "
  printf "\"duration\": %.9f, \"completed\": %d, \"total_input_tokens\": %d, \"total_output_tokens\": %d, \"total_output_tokens_retokenized\": %d, ", duration, prompts, 64 * prompts, 16 * prompts, 16 * prompts - 3
  printf "\"request_throughput\": %.9f, \"input_throughput\": %.9f, \"output_throughput\": %.9f, ", throughput, 64 * throughput, 16 * throughput
  printf "\"mean_e2e_latency_ms\": %.6f, \"median_e2e_latency_ms\": %.6f, \"std_e2e_latency_ms\": %.6f, \"p99_e2e_latency_ms\": %.6f, ", mean, mean, mean / 3, 2 * mean
  printf "\"mean_ttft_ms\": %.6f, \"median_ttft_ms\": %.6f, \"std_ttft_ms\": %.6f, \"p99_ttft_ms\": %.6f, ", mean / 2, mean / 2, mean / 6, mean
  printf "\"mean_tpot_ms\": 1.5, \"median_tpot_ms\": 1.5, \"std_tpot_ms\": 0.25, \"p99_tpot_ms\": 2.5, "
  printf "\"mean_itl_ms\": 1.5, \"median_itl_ms\": 1.5, \"std_itl_ms\": 0.25, \"p95_itl_ms\": 2.25, \"p99_itl_ms\": 2.5, "
  printf "\"concurrency\": %.6f, \"accept_length\": null}\n", throughput * mean / 1000
}' >> "$output"
