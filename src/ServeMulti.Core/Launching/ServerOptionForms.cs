using ServeMulti.Parameters;

namespace ServeMulti.Launching;

/// <summary>The options of the known servers that take several values, and their plain switches, of all versions: a name that a version
/// lacks does no harm.</summary>
internal static class ServerOptionForms
{
    // Almost every switch of vLLM has a --no- form.
    public static OptionForms Vllm { get; } =
        new()
        {
            MultiValueOptions = Words(
                """
                served-model-name lora-modules api-key cudagraph-capture-sizes cuda-graph-sizes logits-processors ignore-patterns collect-detailed-traces allowed-media-domains
                long-lora-scaling-factors lora-target-modules kv-cache-dtype-skip-layers numa-bind-nodes numa-bind-cpus cpu-offload-params offload-params prompt-adapters
                """
            ),
            PlainSwitches = ["headless", "grpc"],
        };

    // Its parser knows no --no- form at all.
    public static OptionForms Sglang { get; } =
        new()
        {
            MultiValueOptions = Words(
                """
                cuda-graph-bs cuda-graph-bs-decode cuda-graph-bs-prefill piecewise-cuda-graph-tokens lora-paths lora-target-modules log-requests-target
                uvicorn-access-log-exclude-prefixes tokenizer-metrics-allowed-custom-labels bucket-time-to-first-token bucket-inter-token-latency bucket-e2e-request-latency
                prompt-tokens-buckets generation-tokens-buckets prefill-delayer-forward-passes-buckets prefill-delayer-wait-seconds-buckets numa-node debug-tensor-dump-layers
                encoder-urls custom-weight-loader
                """
            ),
            PlainSwitches = Words(
                """
                abort-on-priority-when-disabled allow-auto-truncate checkpoint-engine-wait-weights-before-ready collect-tokens-histogram constrained-json-disable-any-whitespace
                delete-ckpt-after-loading disable-chunked-prefix-cache disable-cuda-graph disable-cuda-graph-padding disable-custom-all-reduce disable-fast-image-processor
                disable-flashinfer-autotune disable-flashinfer-cutlass-moe-fp4-allgather disable-hybrid-swa-memory disable-outlines-disk-cache disable-overlap-schedule
                disable-piecewise-cuda-graph disable-radix-cache disable-shared-experts-fusion disable-tokenizer-batch-decode disaggregation-decode-enable-offload-kvcache
                elastic-ep-rejoin enable-aiter-allreduce-fusion enable-attn-tp-input-scattered enable-broadcast-mm-inputs-process enable-cache-report enable-cudagraph-gc
                enable-custom-logit-processor enable-deepep-moe enable-deepep-waterfill enable-deterministic-inference enable-double-sparsity enable-dp-attention enable-dp-lm-head
                enable-draft-weights-cpu-backup enable-dsa-prefill-context-parallel enable-dynamic-batch-tokenizer enable-dynamic-chunking enable-elastic-expert-backup
                enable-ep-moe enable-eplb enable-expert-distribution-metrics enable-flashinfer-allreduce-fusion enable-flashinfer-cutedsl-moe enable-flashinfer-cutlass-moe
                enable-flashinfer-mla enable-flashinfer-mxfp4-moe enable-flashinfer-trtllm-moe enable-fp32-lm-head enable-fused-grouped-gemm-combine enable-fused-qk-norm-rope
                enable-hierarchical-cache enable-layerwise-nvtx-marker enable-lmcache enable-lora enable-lora-overlap-loading enable-memory-saver enable-metrics
                enable-metrics-for-all-schedulers enable-mfu-metrics enable-mixed-chunk enable-mm-global-cache enable-mscclpp enable-multi-layer-eagle enable-multimodal
                enable-nan-detection enable-nccl-nvls enable-nsa-prefill-context-parallel enable-p2p-check enable-pdmux enable-piecewise-cuda-graph
                enable-precise-embedding-interpolation enable-prefill-delayer enable-prefix-mm-cache enable-priority-scheduling enable-profile-cuda-graph
                enable-quant-communications enable-request-time-stats-logging enable-return-hidden-states enable-return-routed-experts enable-single-batch-overlap enable-symm-mem
                enable-tokenizer-batch-encode enable-torch-compile enable-torch-compile-debug-mode enable-torch-symm-mem enable-trace enable-triton-kernel-moe
                enable-two-batch-overlap enable-weights-cpu-backup encoder-only enforce-piecewise-cuda-graph export-metrics-to-file flashinfer-mla-disable-ragged grpc-mode
                incremental-streaming-output is-embedding keep-mm-feature-on-device language-only log-requests mm-enable-dp-encoder prefill-round-robin-balance quantize-and-serve
                remote-instance-weight-loader-start-seed-via-transfer-engine schedule-low-priority-values-first show-time-cost skip-server-warmup skip-tokenizer-init sleep-on-idle
                stream-output triton-attention-reduce-in-fp32 trust-remote-code weight-loader-disable-mmap weight-loader-prefetch-checkpoints
                """
            ),
        };

    // Some of its switches have a --no- form, some are one; its parser takes a value as a word of its own only.
    public static OptionForms LlamaCpp { get; } =
        new()
        {
            MultiValueOptions = ["control-vector-layer-range", "lora-scaled", "control-vector-scaled"],
            PlainSwitches = Words(
                """
                backend-sampling check-tensors cpu-moe cpu-moe-draft embedding embeddings ignore-eos log-disable log-verbose lora-init-without-apply metrics mlock offline props
                rerank reranking reuse-port special spm-infill swa-full verbose
                no-cache-prompt no-cont-batching no-context-shift no-escape no-host no-jinja no-kv-offload no-kv-unified no-log-prefix no-log-timestamps no-mmap no-mmproj no-mmproj-auto
                no-mmproj-offload no-models-autoload no-op-offload no-perf no-prefill-assistant no-repack no-slots no-ui no-warmup no-webui
                """
            ),
            AcceptsAssignedValues = false,
        };

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
