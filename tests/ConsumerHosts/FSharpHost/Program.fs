// A program in F#: a sweep on a server and a benchmark of its own, resumed, compared, and a search.
open System
open System.Collections.Generic
open System.IO
open System.Threading
open System.Threading.Tasks
open ServeMulti.Benchmarking
open ServeMulti.Comparing
open ServeMulti.Launching
open ServeMulti.Parameters
open ServeMulti.Processes
open ServeMulti.Sla
open ServeMulti.Sweeping

let check holds claim =
    if not holds then
        failwith $"The F# host failed: expected that {claim}."

let axis (key: string) (values: int list) =
    let parameterValues: ParameterValue[] = [| for value in values -> ParameterValue.op_Implicit (value: int) |]
    struct (key, parameterValues :> IReadOnlyList<ParameterValue>)

let definition =
    SweepDefinition(
        ServeParameters = ParameterSweep.Grid(axis "max_num_seqs" [ 16; 64 ]),
        BenchParameters = ParameterSweep.Grid(axis "request_rate" [ 1; 4 ]),
        RunsPerCase = 2
    )

let launcher =
    DelegateServerLauncher(
        Func<ServerSpec, CancellationToken, Task<IRunningServer>>(fun spec _ ->
            Task.FromResult<IRunningServer>(new DelegateServer(spec, Uri "http://127.0.0.1:8000")))
    )

let runner =
    DelegateBenchmarkRunner(
        Func<BenchmarkRequest, CancellationToken, Task<BenchmarkResult>>(fun request _ ->
            let throughput = request.ServeParameters.Find("max_num_seqs").ToDouble() + 0.1 * float request.RunNumber
            Task.FromResult(BenchmarkResult.Success(struct ("completed", 10.0), struct ("request_throughput", throughput))))
    )

let sweep output =
    task {
        let options =
            LocalSweepOptions(
                OutputFolder = output,
                ExperimentName = "fsharp",
                Launcher = Func<IProcessLauncher, IServerLauncher>(fun _ -> launcher :> IServerLauncher),
                Runner = Func<IProcessLauncher, IBenchmarkRunner>(fun _ -> runner :> IBenchmarkRunner),
                CacheResetter = Func<IProcessLauncher, ICacheResetter>(fun _ -> NoCacheReset() :> ICacheResetter)
            )

        use sweep = new LocalSweep(definition, options)
        let failures = List<string>()

        let! report =
            sweep.RunAsync(
                Action<SweepEvent>(fun item ->
                    match item with
                    | :? RunFailed as run -> failures.Add run.Failure.Message
                    | _ -> ())
            )

        check (failures.Count = 0) $"no run fails, not {failures.Count}"
        let! runs = sweep.ReadRunsAsync()
        return report, ConfigurationComparison.Of(runs, "request_throughput")
    }

let search () =
    let measure (run: SlaRunRequest) =
        BenchmarkResult.Success(
            struct ("completed", float run.Prompts),
            struct ("duration", float run.Prompts / run.Load),
            struct ("request_throughput", run.Load),
            struct ("p99_e2el_ms", 10.0 * run.Load)
        )

    let searcher =
        SlaSearcher(
            LoadVariable.MaxConcurrency,
            Func<SlaRunRequest, CancellationToken, Task<BenchmarkResult>>(fun run _ -> Task.FromResult(measure run))
        )

    searcher.SearchAsync(ServiceLevel.Parse "p99_e2el_ms<=500")

let run () =
    task {
        let output = Directory.CreateTempSubdirectory("serve-multi-fsharp-").FullName

        try
            let! first, comparison = sweep output
            check (first.ExecutedRuns = 8 && first.IsComplete) $"8 runs are executed, not {first.ExecutedRuns}"
            check (comparison.Workloads.Count = 2) $"2 workloads are compared, not {comparison.Workloads.Count}"
            let! second, _ = sweep output
            check (second.ExecutedRuns = 0 && second.EarlierRuns = 8) $"8 runs are found again, not {second.EarlierRuns}"
            let! answer = search ()

            check
                (answer.Load.HasValue && answer.Load.Value > 40.0 && answer.Load.Value <= 50.0)
                $"10 ms per request in flight allow 50 of them within 500 ms, not {answer.Load}"

            let best = comparison.Describe(comparison.Workloads[0])
            printfn $"F#: {first.ExecutedRuns} runs, resumed: {second.ExecutedRuns} more; {best}; {answer}"
        finally
            Directory.Delete(output, recursive = true)
    }

run().GetAwaiter().GetResult()
