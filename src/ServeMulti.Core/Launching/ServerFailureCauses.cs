namespace ServeMulti.Launching;

/// <summary>The causes that are known, by what the servers print. Each sign is the wording of an error alone: hints that a server prints
/// while all is well must not match.</summary>
internal static class ServerFailureCauses
{
    private const string OutOfGpuMemory = "out of GPU memory";
    private const string NoKvCache = "not enough GPU memory for the KV cache";

    // PyTorch, its device runtimes, NCCL and XLA, below every server written in Python.
    private static readonly string[] DeviceSigns =
    [
        "OutOfMemoryError: ",
        " out of memory. Tried to allocate ",
        "CUDA out of memory",
        "CUDA error: out of memory",
        "CUDA driver error: out of memory",
        "CUDA_ERROR_OUT_OF_MEMORY",
        "cudaErrorMemoryAllocation",
        "CUBLAS_STATUS_ALLOC_FAILED",
        "HIP out of memory",
        "HIP error: out of memory",
        "hipErrorOutOfMemory",
        "Cuda failure 'out of memory'",
        "Cuda failure 2 'out of memory'",
        "UR_RESULT_ERROR_OUT_OF_DEVICE_MEMORY",
        "Out of memory while trying to allocate ",
    ];

    private static readonly ServerFailureCause HostMemory = new()
    {
        Name = "out of host memory",
        Signs =
        [
            "DefaultCPUAllocator: can't allocate memory",
            "DefaultCPUAllocator: not enough memory",
            "std::bad_alloc",
            "Cannot allocate memory",
        ],
        Advice = "Give it less to keep in the machine's memory (offload, swap space, workers), or the machine more.",
    };

    private static readonly ServerFailureCause DiskFull = new()
    {
        Name = "no space left on a disk",
        Signs = ["No space left on device"],
        Advice = "Free space there; where it is /dev/shm, enlarge the shared memory, through which the server's processes talk.",
    };

    /// <summary>Gets the cause of a server whose port another process took.</summary>
    public static ServerFailureCause PortTaken { get; } =
        new()
        {
            Name = "port taken",
            Signs =
            [
                "address already in use",
                "couldn't bind HTTP server socket",
                "couldn't bind to server socket",
                "Only one usage of each socket address",
            ],
            Advice = "Another process took a port that the server needs: end it, or choose another port.",
        };

    /// <summary>Gets what is looked for where a profile says nothing else.</summary>
    public static IReadOnlyList<ServerFailureCause> Common { get; } =
    [Device("Give it a smaller model, shorter or fewer sequences at a time, or more GPUs."), HostMemory, DiskFull, PortTaken];

    public static IReadOnlyList<ServerFailureCause> Vllm { get; } =
    [
        new()
        {
            Name = NoKvCache,
            Signs =
            [
                "No available memory for the cache blocks",
                "KV cache is needed, which is larger than the available KV cache memory",
                "is larger than the maximum number of tokens that can be stored in KV cache",
            ],
            Advice = "Lower max_model_len, raise gpu_memory_utilization, or spread the model over more GPUs (tensor_parallel_size).",
        },
        new()
        {
            Name = "GPU memory in use by others",
            Signs = ["on startup is less than desired GPU memory utilization"],
            Advice = "End what holds the GPU's memory (nvidia-smi names it), or lower gpu_memory_utilization.",
        },
        Device("Lower gpu_memory_utilization, max_num_seqs or max_model_len, or spread the model over more GPUs (tensor_parallel_size)."),
        HostMemory,
        DiskFull,
        PortTaken,
    ];

    public static IReadOnlyList<ServerFailureCause> Sglang { get; } =
    [
        new()
        {
            Name = NoKvCache,
            Signs = ["Not enough memory. Please try to increase --mem-fraction-static"],
            Advice = "Raise mem_fraction_static, lower context_length, or spread the model over more GPUs (tp_size).",
        },
        new()
        {
            Name = "KV cache exhausted",
            Signs = ["out of memory. Try to lower your batch size"],
            Advice = "Lower max_running_requests or chunked_prefill_size, or raise mem_fraction_static.",
        },
        Device("Lower mem_fraction_static, cuda_graph_max_bs or chunked_prefill_size, or spread the model over more GPUs (tp_size)."),
        HostMemory,
        DiskFull,
        PortTaken,
        // It kills itself after that line: a SIGKILL is then not the kernel's.
        new()
        {
            Name = "a process of the server failed",
            Signs = ["Received sigquit from a child process"],
            Advice = "Its output before that line says why.",
        },
    ];

    public static IReadOnlyList<ServerFailureCause> LlamaCpp { get; } =
    [
        new()
        {
            Name = HostMemory.Name,
            Signs = ["ggml_aligned_malloc: insufficient memory", "failed to allocate CPU buffer", .. HostMemory.Signs],
            Advice = "Lower the context (--ctx-size), or choose a smaller quantization.",
        },
        Device(
            "Lower the context (--ctx-size), the slots (--parallel) or the layers on the GPU (--n-gpu-layers).",
            "cudaMalloc failed: out of memory",
            "ErrorOutOfDeviceMemory",
            "alloc_tensor_range: failed to allocate ",
            "failed to allocate buffer for kv cache",
            "failed to allocate compute buffers",
            "failed to allocate CUDA",
            "failed to allocate ROCm",
            "failed to allocate Vulkan",
            "unable to allocate CUDA"
        ),
        DiskFull,
        PortTaken,
    ];

    /// <summary>Gets what a SIGKILL means where the server's output names no cause.</summary>
    public static ServerFailureCause Killed { get; } =
        new()
        {
            Name = "killed (SIGKILL), perhaps because the machine ran out of memory",
            Signs = [],
            Advice = "Check the kernel's log (dmesg). Then give the server less to keep in memory, or give the machine more memory.",
        };

    private static ServerFailureCause Device(string advice, params string[] moreSigns) =>
        new()
        {
            Name = OutOfGpuMemory,
            Signs = [.. DeviceSigns, .. moreSigns],
            Advice = advice,
        };
}
