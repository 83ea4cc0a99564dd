namespace ServeMulti.Launching;

/// <summary>What servers really print when they end, and when they do not.</summary>
public sealed class FailureWitnessTests
{
    private const string Gpu = "out of GPU memory";
    private const string Host = "out of host memory";
    private const string Cache = "not enough GPU memory for the KV cache";

    private static readonly IReadOnlyDictionary<string, ServerProfile> Profiles = ServerProfiles
        .BuiltIn.Append(ServerProfiles.Unknown)
        .ToDictionary(profile => profile.Name);

    [TestCase(
        "vLLM",
        "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 50.00 MiB. GPU 0 has a total capacity of 23.56 GiB of which 56.88 MiB is free.",
        Gpu
    )]
    [TestCase(
        "vLLM",
        "(EngineCore_DP0 pid=17374) ERROR 09-28 15:47:24 [core.py:718] torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 448.00 MiB.",
        Gpu
    )]
    [TestCase(
        "vLLM",
        "RuntimeError: CUDA out of memory occurred when warming up sampler with 256 dummy requests. Please try lowering `max_num_seqs` or `gpu_memory_utilization` when initializing the engine.",
        Gpu
    )]
    [TestCase(
        "vLLM",
        "torch.OutOfMemoryError: HIP out of memory. Tried to allocate 978.00 MiB. GPU 0 has a total capacity of 15.98 GiB",
        Gpu
    )]
    [TestCase("vLLM", "torch.OutOfMemoryError: XPU out of memory. Tried to allocate 1.00 GiB.", Gpu)]
    [TestCase("vLLM", "torch.AcceleratorError: CUDA error: out of memory", Gpu)]
    [TestCase("vLLM", "jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 1234 bytes.", Gpu)]
    [TestCase(
        "vLLM",
        "(EngineCore pid=3709) ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine.",
        Cache
    )]
    [TestCase(
        "vLLM",
        "ValueError: To serve at least one request with the models's max seq len (262144), (24.0 GiB KV cache is needed, which is larger than the available KV cache memory (3.18 GiB).",
        Cache
    )]
    [TestCase(
        "vLLM",
        "ValueError: To serve at least one request with the model's max seq len (100000), (4.26 GiB KV cache is needed, which is larger than the available KV cache memory (4.25 GiB).",
        Cache
    )]
    [TestCase(
        "vLLM",
        "ValueError: The model's max seq len (32768) is larger than the maximum number of tokens that can be stored in KV cache (7344).",
        Cache
    )]
    [TestCase(
        "vLLM",
        "ValueError: Free memory on device (3.22/4.0 GiB) on startup is less than desired GPU memory utilization (0.9, 3.6 GiB).",
        "GPU memory in use by others"
    )]
    [TestCase(
        "vLLM",
        "ValueError: Free memory on device cuda:0 (2.6/121.63 GiB) on startup is less than desired GPU memory utilization (0.08, 9.73 GiB).",
        "GPU memory in use by others"
    )]
    [TestCase(
        "vLLM",
        "RuntimeError: [enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 1073741824 bytes.",
        Host
    )]
    [TestCase("vLLM", "OSError: [Errno 98] Address already in use", "port taken")]
    [TestCase("vLLM", "OSError: [Errno 28] No space left on device", "no space left on a disk")]
    [TestCase("SGLang", "RuntimeError: Not enough memory. Please try to increase --mem-fraction-static.", Cache)]
    [TestCase(
        "SGLang",
        "RuntimeError: Not enough memory. Please try to increase --mem-fraction-static. Current value: mem_fraction_static=0.6",
        Cache
    )]
    [TestCase(
        "SGLang",
        "Exception: Capture cuda graph failed: CUDA out of memory. Tried to allocate 448.00 MiB. GPU 7 has a total capacity of 95.00 GiB",
        Gpu
    )]
    [TestCase("SGLang", "RuntimeError: CUDA error: out of memory", Gpu)]
    [TestCase("SGLang", "Prefill out of memory. Try to lower your batch size.", "KV cache exhausted")]
    [TestCase("SGLang", "Decode out of memory. Try to lower your batch size.", "KV cache exhausted")]
    [TestCase(
        "llama.cpp",
        "ggml_backend_cuda_buffer_type_alloc_buffer: allocating 590.07 MiB on device 0: cudaMalloc failed: out of memory",
        Gpu
    )]
    [TestCase("llama.cpp", "alloc_tensor_range: failed to allocate CUDA0 buffer of size 1879048192", Gpu)]
    [TestCase("llama.cpp", "ggml_vulkan: vk::Device::allocateMemory: ErrorOutOfDeviceMemory", Gpu)]
    [TestCase("llama.cpp", "llama_init_from_model: failed to initialize the context: failed to allocate buffer for kv cache", Gpu)]
    [TestCase("llama.cpp", "ggml_aligned_malloc: insufficient memory (attempted to allocate 36000.00 MB)", Host)]
    [TestCase("llama.cpp", "alloc_tensor_range: failed to allocate CPU buffer of size 37748736000", Host)]
    [TestCase("unknown", "RuntimeError: CUDA out of memory. Tried to allocate 2.00 MiB (GPU 0; 23.70 GiB total capacity)", Gpu)]
    [TestCase("unknown", "terminate called after throwing an instance of 'std::bad_alloc'", Host)]
    public void Explain_LineOfAnError_NamesTheCause(string server, string line, string cause)
    {
        var explained = Explain(server, line);

        Assert.That(explained?.Cause.Name, Is.EqualTo(cause));
        Assert.That(explained!.Line, Is.EqualTo(line));
        Assert.That(explained.Cause.Advice, Does.Match(@"^[A-Z].*\.$"));
    }

    [TestCase(
        "CUDA graphs can take additional 1~3 GiB memory per GPU. If you are running out of memory, consider decreasing `gpu_memory_utilization` or enforcing eager mode."
    )]
    [TestCase("INFO 01-28 16:08:46 [gpu_worker.py:358] Available KV cache memory: 18.78 GiB")]
    [TestCase("If you encounter out of memory errors, set PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True to avoid fragmentation.")]
    [TestCase("RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}")]
    [TestCase("ValueError: User-specified max_model_len (131072) is greater than the derived max_model_len")]
    [TestCase("ModuleNotFoundError: No module named 'vllm'")]
    public void Explain_LineThatOnlySpeaksOfMemoryOrOfOtherErrors_NamesNothing(string line) =>
        Assert.That(Profiles.Keys.Select(server => Explain(server, line)), Is.All.Null);

    [Test]
    public void Explain_SeveralCauses_NamesTheMostTelling() =>
        Assert.That(
            Explain(
                "SGLang",
                137,
                "torch.OutOfMemoryError: CUDA out of memory.",
                "[2026-03-13 14:24:23] Received sigquit from a child process. It usually means the child failed."
            )?.Cause.Name,
            Is.EqualTo(Gpu)
        );

    [Test]
    public void Explain_CauseToldTwice_ShowsTheLastLine() =>
        Assert.That(Explain("vLLM", "CUDA out of memory 1", "CUDA out of memory 2", "b")?.Line, Is.EqualTo("CUDA out of memory 2"));

    [Test]
    [Platform(Exclude = "Win", Reason = "There are no signals.")]
    public void Explain_SigKillWithoutACause_MayBeTheMachinesMemory() =>
        Assert.That(
            Explain("vLLM", 137, "all is well")?.Cause.Name,
            Is.EqualTo("killed (SIGKILL), perhaps because the machine ran out of memory")
        );

    [Test]
    public void Explain_SglangKillsItself_IsNotTakenForTheKernel() =>
        Assert.That(
            Explain("SGLang", 137, "Received sigquit from a child process. It usually means the child failed.")?.Cause.Name,
            Is.EqualTo("a process of the server failed")
        );

    [Test]
    public void Describe_LongColouredLine_IsOnePlainShortOne()
    {
        var text = ExplainedExit.Describe(Explain("vLLM", $"\u001b[31mtorch.OutOfMemoryError: {new string('x', 1000)}"));

        Assert.That(
            text,
            Does.StartWith(": out of GPU memory (torch.OutOfMemoryError: xxx").And.Length.LessThan(600).And.Contains("x...). Lower ")
        );
    }

    private static ExplainedExit? Explain(string server, params string[] output) => Explain(server, 1, output);

    private static ExplainedExit? Explain(string server, int exitCode, params string[] output) =>
        new FailureWitness(Profiles[server].FailureCauses).Explain(exitCode, ["INFO loading weights", .. output]);
}
