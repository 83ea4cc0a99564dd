namespace ServeMulti.Processes;

/// <summary>The line that says why, in outputs as servers and benchmark clients end with.</summary>
public sealed class FailureHeadlineTests
{
    private static readonly TestCaseData<string, string?>[] Outputs =
    [
        Of(
            "vLLM, a bad option",
            "usage: vllm serve [model_tag] [options]\nvllm serve: error: unrecognized arguments: --max-nums-seq 8",
            "vllm serve: error: unrecognized arguments: --max-nums-seq 8"
        ),
        Of(
            "vLLM, an engine that does not start",
            """
            (EngineCore_DP0 pid=1094) ERROR 11-24 09:12:31 [core.py:708] EngineCore failed to start.
            (EngineCore_DP0 pid=1094) ERROR 11-24 09:12:31 [core.py:708] Traceback (most recent call last):
            (EngineCore_DP0 pid=1094) ERROR 11-24 09:12:31 [core.py:708]   File "/opt/core.py", line 699, in run_engine_core
            (EngineCore_DP0 pid=1094) ERROR 11-24 09:12:31 [core.py:708]     engine_core = EngineCoreProc(*args, **kwargs)
            (EngineCore_DP0 pid=1094) ERROR 11-24 09:12:31 [core.py:708] ValueError: the checkpoint has 61 layers, the configuration 62
            (EngineCore_DP0 pid=1094) Process EngineCore_DP0:
            (APIServer pid=1) Traceback (most recent call last):
            (APIServer pid=1)   File "/opt/cli.py", line 40, in <module>
            (APIServer pid=1)     sys.exit(main())
            (APIServer pid=1) RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}
            [rank0]:[W1124 09:12:32.1 ProcessGroupNCCL.cpp:1] Warning: WARNING: destroy_process_group() was not called before the program ended (function operator())
            /usr/lib/python3.12/multiprocessing/resource_tracker.py:254: UserWarning: resource_tracker: There appear to be 1 leaked shared_memory objects to clean up at shutdown
              warnings.warn('resource_tracker: There appear to be %d '
            """,
            "ValueError: the checkpoint has 61 layers, the configuration 62"
        ),
        Of(
            "vLLM, a model that is not there",
            """
            Traceback (most recent call last):
              File "/opt/hub.py", line 479, in cached_files
                raise OSError(
            OSError: org/no-such-model is no folder of this machine and no model that the hub knows
            If it is a private one, log in first.
            """,
            "OSError: org/no-such-model is no folder of this machine and no model that the hub knows"
        ),
        Of(
            "SGLang, too little memory",
            """
            [2025-11-24 09:12:30 TP0] Load weight begin. avail mem=78.1 GB
            Loading safetensors checkpoint shards: 100% Completed | 4/4 [00:02<00:00,  1.61it/s]
            [2025-11-24 09:12:31 TP0] Scheduler hit an exception: Traceback (most recent call last):
              File "/opt/scheduler.py", line 2, in run_scheduler_process
            RuntimeError: Not enough memory for the pool of keys and values
            [2025-11-24 09:12:31] Received sigquit from a child process. It usually means the child failed.
            Killed
            """,
            "RuntimeError: Not enough memory for the pool of keys and values"
        ),
        Of(
            "llama.cpp, an unknown architecture",
            """
            build: 6100 (abc) with cc for x86_64-linux-gnu
            llama_model_load: error loading model: error loading model architecture: unknown model architecture: 'new'
            llama_model_load_from_file_impl: failed to load model
            srv    load_model: failed to load model, 'm.gguf'
            srv    operator(): operator(): cleaning up before exit...
            main: exiting due to model loading error
            """,
            "llama_model_load: error loading model: error loading model architecture: unknown model architecture: 'new'"
        ),
        Of("llama.cpp, a bad option", "error: invalid argument: --port-number\n", "error: invalid argument: --port-number"),
        Of(
            "llama.cpp, an assertion",
            "ggml.c:100: GGML_ASSERT(n > 0) failed\n[New LWP 12]\nAborted (core dumped)",
            "Aborted (core dumped)"
        ),
        Of(
            "a Python client, the server is gone",
            """
             12%|#2        | 12/100 [00:01<00:11,  7.90it/s]
            Traceback (most recent call last):
              File "/opt/bench.py", line 9, in <module>
                asyncio.run(main())
                ^^^^^^^^^^^^^^^^^^^
            aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host 127.0.0.1:8000 ssl:default [Connect call failed]
             13%|#3        | 13/100 [00:02<00:11,  7.90it/s]
            Exception ignored in: <function Loop.__del__ at 0x7f>
            Traceback (most recent call last):
              File "/usr/lib/python3.12/asyncio/base_events.py", line 1, in __del__
            RuntimeError: Event loop is closed
            """,
            "aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host 127.0.0.1:8000 ssl:default [Connect call failed]"
        ),
        Of(
            "a Python client, a cause and its consequence",
            "Traceback (most recent call last):\nKeyError: 'ttft'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\nValueError: the first request was refused",
            "ValueError: the first request was refused"
        ),
        Of(
            "a Python client, an assertion without words",
            "Traceback (most recent call last):\n  File \"b.py\", line 1\n    assert n\nAssertionError",
            "AssertionError"
        ),
        Of(
            "serve-multi bench",
            "error: No request was answered: connection refused (127.0.0.1:8000).",
            "error: No request was answered: connection refused (127.0.0.1:8000)."
        ),
        Of(
            "a log with levels",
            "2025-11-24 09:12:31,120 - root - ERROR - No tokenizer was found\n2025-11-24 09:12:31,200 - root - INFO - error rate written",
            "No tokenizer was found"
        ),
        Of(
            ".NET",
            "Unhandled exception. System.InvalidOperationException: no model\n   at Program.Main() in Program.cs:line 3\nAborted",
            "System.InvalidOperationException: no model"
        ),
        Of(
            "Java",
            "Exception in thread \"main\" java.lang.IllegalStateException: no model\n\tat Main.main(Main.java:3)",
            "java.lang.IllegalStateException: no model"
        ),
        Of("Go", "panic: no model\n\ngoroutine 1 [running]:\nmain.main()\n\t/m.go:3 +0x1d\nexit status 2", "panic: no model"),
        Of(
            "Rust",
            "thread 'main' panicked at src/main.rs:3:5:\nno model\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
            "thread 'main' panicked at src/main.rs:3:5: no model"
        ),
        Of(
            "C++",
            "terminate called after throwing an instance of 'std::runtime_error'\n  what():  no model",
            "terminate called after throwing an instance of 'std::runtime_error'"
        ),
        Of("a shell", "bench.sh: 3: vllm: not found", "bench.sh: 3: vllm: not found"),
        Of(
            "docker",
            "docker: Error response from daemon: could not select device driver\n\nRun 'docker run --help' for more information",
            "docker: Error response from daemon: could not select device driver"
        ),
        Of(
            "PyTorch's launcher",
            "[rank0]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB.\ntorch.distributed.elastic.multiprocessing.errors.ChildFailedError:",
            "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB."
        ),
        Of("a failure in no known words", "loading the model\nloading failed", "loading failed"),
        Of("nothing that says why", "starting\n 50%|#####     | 1/2 [00:01<00:01,  1.0it/s]\ndone", null),
        Of("figures that only sound like errors", "Failed requests: 0\nError rate: 0.0\n0 errors\nINFO:root:error budget left", null),
        Of("nothing", "", null),
    ];

    [TestCaseSource(nameof(Outputs))]
    public void TryFind_Output_IsTheLineThatSaysWhy(string output, string? expected) =>
        Assert.That(FailureHeadline.TryFind(output.ReplaceLineEndings("\n").Split('\n')), Is.EqualTo(expected));

    [Test]
    public void TryFind_CauseFarAboveAPointerToIt_IsFound()
    {
        var places = Enumerable.Range(0, 100).Select(line => $"  File \"core.py\", line {line}");

        Assert.That(
            FailureHeadline.TryFind([
                "ValueError: the cause",
                .. places,
                "RuntimeError: Engine core initialization failed. See root cause above.",
            ]),
            Is.EqualTo("ValueError: the cause")
        );
    }

    [Test]
    public void TryFind_ErrorThatWasSurvivedForLong_IsNoCause() =>
        Assert.That(
            FailureHeadline.TryFind([
                "ValueError: long ago",
                .. Enumerable.Repeat("a request was answered", FailureHeadline.LinesLookedBack),
            ]),
            Is.Null
        );

    [Test]
    public void TryFind_LongLineWithColours_IsCutAndPlain() =>
        Assert.That(
            FailureHeadline.TryFind([$"\u001b[31mValueError: {new string('x', 1000)}\u001b[0m"]),
            Has.Length.EqualTo(303).And.StartsWith("ValueError: xxx")
        );

    private static TestCaseData<string, string?> Of(string what, string output, string? expected) =>
        new(output, expected) { TestName = $"TryFind: {what}" };
}
